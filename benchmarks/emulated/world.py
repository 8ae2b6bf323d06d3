"""World of the handlers: moto with the default model, and events as AWS sends them."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.processes import ROOT
from local.aws.server import LocalAws, Place
from local.lambdas.environment import local_environment
from local.names import UPLOADS_BUCKET, UPLOADS_TABLE
from topology.environment import SECRET_KEY
from topology.functions import FUNCTIONS
from topology.resources import Choices

_EVENTS: Final = ROOT / "tests/events"
_BOUNDARY: Final = "b0undary"
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """A running moto."""

    endpoint: str

    def environment(self, name: str) -> Mapping[str, str]:
        """Return what a function finds in its environment."""
        function = next(one for one in FUNCTIONS if one.name == name)
        return local_environment(function, endpoint=self.endpoint, cors="", log_level="WARNING")


@contextmanager
def world() -> Iterator[World]:
    """Start moto with the resources and the default model in it."""
    aws = LocalAws(Place(secret=SECRET_KEY), Choices())
    try:
        aws.start()
        yield World(aws.endpoint)
    finally:
        aws.stop()


def health_event() -> Event:
    """Return the event of GET /api/v1/health."""
    return _to("GET", "/api/v1/health", _read("get"))


def single_event(take: Path) -> Event:
    """Return the event of POST /api/v1/predictions/single with a recording in its form."""
    event = _to("POST", "/api/v1/predictions/single", _read("post_multipart"))
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="take.wav"\r\n\r\n'
    )
    body = head.encode() + take.read_bytes() + f"\r\n--{_BOUNDARY}--\r\n".encode()
    for headers in (event["headers"], event["multiValueHeaders"]):
        many = isinstance(headers["Host"], list)
        headers["Content-Length"] = [str(len(body))] if many else str(len(body))
    return {**event, "body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def uploaded(take: Path) -> Event:
    """Upload a recording and return the event that tells `analyse` of it."""
    from talent.aws.objects import S3Objects
    from talent.aws.uploads import DynamoUploads
    from talent.uploads.enqueue import enqueue

    upload = enqueue(
        take.read_bytes(),
        content_type="audio/wav",
        filename=take.name,
        wanted={},
        uploads=DynamoUploads(UPLOADS_TABLE, retention=timedelta(days=1)),
        objects=S3Objects(UPLOADS_BUCKET),
        now=datetime.now(UTC),
    )
    event = _read("sqs_s3_created")
    record = event["Records"][0]
    told = json.loads(record["body"])
    told["Records"][0]["s3"]["object"].update(key=f"uploads/{upload.id}", size=take.stat().st_size)
    record["body"] = json.dumps(told)
    return event


def _read(name: str) -> Event:
    event: Event = json.loads((_EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


def _to(method: str, path: str, event: Event) -> Event:
    context = {**event["requestContext"], "httpMethod": method, "path": f"/v1{path}"}
    return {
        **event,
        "httpMethod": method,
        "path": path,
        "resource": path,
        "pathParameters": None,
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": context,
    }
