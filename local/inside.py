"""The hooks into moto's insides; those into its state machines are in :mod:`local.states`.

They are no public interface: moto's version is pinned exactly, and the tests of the guard and
of what survives a restart hold it to what is used here.
"""

from __future__ import annotations

import base64
import os
import resource
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from local.functions import ACCOUNT, REGION
from local.refused import Refused

if TYPE_CHECKING:
    from local.guard import Application

Moto: TypeAlias = Any
"""One of moto's own objects: the names used here have no types."""

_IN_MEMORY: Final = 2**20
"""Larger files are in temporary files, each of which stays open."""


def make_room() -> None:
    """Let moto hold as many files as this machine allows, the large ones on disk."""
    os.environ["MOTO_S3_DEFAULT_KEY_BUFFER_SIZE"] = str(_IN_MEMORY)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def application() -> Application:
    """Return moto as a WSGI application."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    inner: Application = DomainDispatcherApplication(create_backend_app)
    return inner


def request_handler() -> type[Any]:
    """Return moto's way of reading HTTP, with a limit on how long a sender may be silent."""
    from moto.moto_server.werkzeug_app import MotoRequestHandler

    class Handler(MotoRequestHandler):
        timeout = 30

    return Handler


def store(bucket: str, key: str, content: bytes, headers: Mapping[str, str]) -> str:
    """Keep a file that came by form, as ObjectCreated:Post; return its ETag."""
    from moto.s3.utils import metadata_from_headers

    backend = _s3()
    if bucket not in backend.buckets:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "NoSuchBucket",
            "The specified bucket does not exist",
            BucketName=bucket,
        )
    kept = backend.put_object(bucket, key, content, request_method="POST")
    kept.set_metadata(metadata_from_headers(dict(headers)))
    return str(kept.etag)


def _s3() -> Moto:
    from moto.s3.models import s3_backends

    return s3_backends[ACCOUNT]["aws"]


@dataclass(frozen=True, slots=True)
class File:
    """A file in a bucket, its newest version.

    Attributes
    ----------
    etag : as S3 has it; the same for the same content.
    metadata : headers that go with it, its content type among them.
    modified : ISO time.
    size : in bytes.
    read : returns the content; None where it is gone by now.
    """

    etag: str
    metadata: Mapping[str, str]
    modified: str
    size: int
    read: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is in moto.

    Attributes
    ----------
    rows : by table, as DynamoDB's JSON.
    files : by bucket and key.
    messages : by queue the bodies, those in somebody's hands too.
    """

    rows: Mapping[str, list[dict[str, Any]]]
    files: Mapping[str, Mapping[str, File]]
    messages: Mapping[str, list[str]]


def look() -> Contents:
    """Return what is in moto; the gate is to be closed meanwhile."""
    rows = {
        name: [_row(item) for item in table.all_items()]
        for name, table in _dynamodb().tables.items()
    }
    files = {
        name: {key: _file(kept) for key, kept in bucket.keys.items() if hasattr(kept, "value")}
        for name, bucket in _s3().buckets.items()
    }
    messages = {
        name: [message.body for message in list(queue._messages)]
        for name, queue in _sqs().queues.items()
    }
    return Contents(rows, files, messages)


def put_back(contents: Contents) -> None:
    """Put into moto what :func:`look` found; tables, buckets and queues must be there."""
    for table, rows in contents.rows.items():
        for row in rows:
            _dynamodb().get_table(table).put_item(row)
    for bucket, files in contents.files.items():
        for key, file in files.items():
            kept = _s3().put_object(bucket, key, file.read(), disable_notification=True)
            kept.set_metadata(dict(file.metadata))
            kept.last_modified = datetime.fromisoformat(file.modified)
    for queue, bodies in contents.messages.items():
        for body in bodies:
            _sqs().send_message(queue, body)


def _row(item: Moto) -> dict[str, Any]:
    return {name: _plain(value) for name, value in item.attrs.items()}


def _plain(typed: Moto) -> dict[str, Any]:
    """Return one of moto's DynamoTypes as it comes over the wire."""
    value = typed.value
    if typed.is_list():
        value = [_plain(part) for part in value]
    elif typed.is_map():
        value = {name: _plain(part) for name, part in value.items()}
    elif typed.is_set():
        value = [_text(part) for part in value]
    return {typed.type: _text(value)}


def _text(value: object) -> object:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _file(kept: Moto) -> File:
    def read() -> bytes | None:
        try:
            content: bytes = kept.value
        except ValueError:  # replaced or deleted since we looked
            return None
        return content

    return File(kept.etag, dict(kept.metadata), kept.last_modified.isoformat(), kept.size, read)


def _dynamodb() -> Moto:
    from moto.dynamodb.models import dynamodb_backends

    return dynamodb_backends[ACCOUNT][REGION]


def _sqs() -> Moto:
    from moto.sqs.models import sqs_backends

    return sqs_backends[ACCOUNT][REGION]
