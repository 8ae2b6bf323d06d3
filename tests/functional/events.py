"""API Gateway events for tests, out of the genuine ones in tests/events."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from functions.http.lambda_adapter import Handler

EVENTS: Final = Path(__file__).parent.parent / "events"
SINGLE: Final = "/api/v1/predictions/single"
BATCH: Final = "/api/v1/predictions/batch"

Files = list[tuple[str, tuple[str, bytes]]]


class Context:
    """The context Lambda gives to a handler."""

    function_name = "test"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:test"
    memory_limit_in_mb = 512
    aws_request_id = "8a1f3a1c-0000-4000-8000-000000000000"

    def __init__(self, milliseconds: int = 30_000) -> None:
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the handler may go on."""
        return self._milliseconds


@dataclass(frozen=True)
class Reply:
    """What a handler answered."""

    status: int
    headers: dict[str, str]
    body: bytes
    encoded: bool

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


def load(name: str) -> dict[str, Any]:
    """Return a genuine event."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


def event(
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    query: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return an event for a request."""
    made = load("get")
    made["httpMethod"] = made["requestContext"]["httpMethod"] = method
    made["path"] = path
    made["pathParameters"] = {"proxy": path.lstrip("/")}
    if query:
        made["queryStringParameters"] = query
        made["multiValueQueryStringParameters"] = {n: [value] for n, value in query.items()}
    for name, value in (headers or {}).items():
        made["headers"][name] = value
        made["multiValueHeaders"][name] = [value]
    if body:
        made["body"] = base64.b64encode(body).decode()
        made["isBase64Encoded"] = True
    return made


def upload(
    path: str,
    files: Files,
    data: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return an event for a multipart form."""
    request = httpx.Request("POST", "http://test", files=files, data=data)
    headers = {"Content-Type": request.headers["content-type"]}
    return event("POST", path, headers=headers, body=request.read(), query=query)


def call(handler: Handler, event: dict[str, Any], milliseconds: int = 30_000) -> Reply:
    """Return what a handler answers to an event."""
    context: Any = Context(milliseconds)
    answer = handler(event, context)
    json.dumps(answer)  # Lambda serialises it
    body = answer["body"]
    return Reply(
        status=answer["statusCode"],
        headers=answer["headers"],
        body=base64.b64decode(body) if answer["isBase64Encoded"] else body.encode(),
        encoded=answer["isBase64Encoded"],
    )


def problem(reply: Reply, status: int, code: str) -> dict[str, Any]:
    """Check everything that holds for every problem; return it."""
    document: dict[str, Any] = reply.json()
    assert (reply.status, document["code"]) == (status, code), document
    assert reply.headers["content-type"] == "application/problem+json"
    assert set(document) == {
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "code",
        "advice",
        "values",
        "request_id",
    }
    assert document["type"] == "urn:problem-type:singing-talent:" + code.replace("_", "-")
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    assert document["instance"].startswith("/")
    assert document["request_id"] == reply.headers["x-request-id"]
    return document
