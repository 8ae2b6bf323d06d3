"""Watch what changes in moto, whoever changes it, for the journal.

They sit where moto's own parts meet: requests, transactions, S3's events to SQS and dead letters
all come through here. No public interface: moto's version is pinned exactly, and the tests of
what survives a restart hold it to what is used here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from functools import wraps
from typing import Any, Final, Protocol, TypeAlias

from local.aws.atomic import LOCK
from local.names import ACCOUNT
from local.persistence.records import Contents, Key
from topology.environment import REGION

Moto: TypeAlias = Any
"""One of moto's own objects: the names used here have no types."""

ROWS: Final = "rows"
FILES: Final = "files"
MESSAGES: Final = "messages"
_TEST_EVENT: Final = '"s3:TestEvent"'
"""In the message that S3 sends when it is told of a queue, which is at every start."""


class Sink(Protocol):
    """Receiver of changes."""

    def keeping(self, content: bytes) -> AbstractContextManager[str]:
        """Keep the content of a file before there is the file."""
        ...

    def mark(self, key: Key) -> None:
        """Take note that something may have changed."""
        ...


_sinks: Final[list[Sink]] = []
"""At most one: moto's contents belong to the process."""


def watch(sink: Sink) -> None:
    """Tell one sink of every change from now on."""
    _sinks[:] = [sink]
    from moto.dynamodb.models import DynamoDBBackend
    from moto.dynamodb.models.table import Table
    from moto.s3.models import FakeKey, S3Backend
    from moto.sqs.models import Queue, SQSBackend

    _hook(Table, "put_item", lambda self, item_attrs, *_, **__: _row_in(self, item_attrs))
    _hook(Table, "delete_item", lambda self, hash_key, *_: (ROWS, self.name, hash_key.value))
    _hook(DynamoDBBackend, "update_item", _updated)
    _hook(S3Backend, "put_object", _file_in, around=_put_file)
    _hook(S3Backend, "delete_object", _file_in)
    _hook(FakeKey, "set_metadata", lambda self, *_, **__: (FILES, self.bucket_name, self.name))
    _hook(Queue, "add_message", lambda self, *_: (MESSAGES, self.name, ""))
    _hook(Queue, "delete_message", lambda self, *_: (MESSAGES, self.name, ""))
    _hook(SQSBackend, "receive_message", _queue_in)  # it moves dead letters
    _hook(SQSBackend, "purge_queue", _queue_in)


def unwatch() -> None:
    """Tell nobody any more."""
    _sinks.clear()


def current(key: Key) -> Any:  # noqa: ANN401 - JSON
    """Return what is in moto under a key, as JSON; None for nothing.

    Of messages it is all of a queue, those in somebody's hands too, by id; of a file its newest
    version.
    """
    kind, name, rest = key
    if kind == ROWS:
        from moto.dynamodb.models.dynamo_type import DynamoType

        item = _dynamodb().get_table(name).get_item(DynamoType({"S": rest}))
        return None if item is None else {n: _plain(value) for n, value in item.attrs.items()}
    if kind == FILES:
        kept = _s3().buckets[name].keys.get(rest)
        return _entry(kept) if hasattr(kept, "value") else None
    messages = list(_sqs().queues[name]._messages)
    return {one.id: one.body for one in messages if _TEST_EVENT not in one.body}


def put_back(contents: Contents, content_of: Callable[[str], bytes]) -> None:
    """Put into moto what the journal has kept; tables, buckets and queues must be there.

    Parameters
    ----------
    content_of : returns what has a name among the contents of files.
    """
    for table, rows in contents[ROWS].items():
        for row in rows.values():
            _dynamodb().get_table(table).put_item(row)
    for bucket, files in contents[FILES].items():
        for key, entry in files.items():
            _put_file_back(bucket, key, entry, content_of(entry["blob"]))
    with LOCK:  # who looks at a queue takes what is not there for deleted
        for queue, bodies in contents[MESSAGES].items():
            for one, body in bodies.items():
                _sqs().send_message(queue, body).id = one


def _put_file_back(bucket: str, key: str, entry: Mapping[str, Any], content: bytes) -> None:
    backend = _s3()
    with LOCK:
        if key in backend.buckets[bucket].keys:
            return  # it was sent again before we came to it
        put: Moto = type(backend).put_object
        plain: Moto = getattr(put, "__wrapped__", put)  # its content is kept already
        kept = plain(backend, bucket, key, content, disable_notification=True)
        kept.blob = entry["blob"]
        kept.set_metadata(dict(entry["metadata"]))
        kept.last_modified = datetime.fromisoformat(entry["modified"])


def _hook(
    owner: Moto,
    name: str,
    key_of: Callable[..., Key | None],
    around: Callable[..., Any] | None = None,
) -> None:
    """Let a method of moto's mark a key when it is done. Twice does no harm."""
    plain = getattr(owner, name)
    if hasattr(plain, "_talent_watched"):
        return

    @wraps(plain)
    def watched(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever moto's method is
        try:
            return around(plain, *args, **kwargs) if around else plain(*args, **kwargs)
        finally:
            key = key_of(*args, **kwargs)
            for sink in _sinks:
                if key is not None:
                    sink.mark(key)

    watched._talent_watched = True  # type: ignore[attr-defined] # ours
    setattr(owner, name, watched)


def _put_file(
    plain: Moto, backend: Moto, bucket_name: str, key_name: str, value: Moto, **more: Moto
) -> Moto:
    """Put a file whose content is on disk; the file, its event and its mark appear as one."""
    from moto.s3.exceptions import S3ClientError

    content = value.encode() if isinstance(value, str) else value
    with ExitStack() as held:
        try:
            blobs = [held.enter_context(sink.keeping(content)) for sink in _sinks]
        except OSError as error:  # the sink has taken note of it; this only ends the request
            raise S3ClientError("InsufficientStorage", str(error)) from error
        held.enter_context(LOCK)
        kept = plain(backend, bucket_name, key_name, value, **more)
        for sink, blob in zip(_sinks, blobs, strict=True):
            kept.blob = blob
            sink.mark((FILES, bucket_name, key_name))
        return kept


def _file_in(_: Moto, bucket_name: str, key_name: str, *__: Moto, **___: Moto) -> Key:
    return FILES, bucket_name, key_name


def _queue_in(_: Moto, queue_name: str, *__: Moto, **___: Moto) -> Key:
    return MESSAGES, queue_name, ""


def _updated(backend: Moto, table_name: str, key: Moto, *_: Moto, **__: Moto) -> Key | None:
    table = backend.tables.get(table_name)
    return None if table is None else _row_in(table, key)


def _row_in(table: Moto, attributes: Mapping[str, Any]) -> Key | None:
    """Return the key of a row; None where it has none, which moto refuses."""
    text = attributes.get(table.hash_key_attr, {}).get("S")
    return None if text is None else (ROWS, table.name, text)


def _entry(kept: Moto) -> dict[str, Any]:
    return {
        "blob": kept.blob,
        "etag": kept.etag,
        "metadata": dict(kept.metadata),
        "modified": kept.last_modified.isoformat(),
    }


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


def _dynamodb() -> Moto:
    from moto.dynamodb.models import dynamodb_backends

    return dynamodb_backends[ACCOUNT][REGION]


def _s3() -> Moto:
    from moto.s3.models import s3_backends

    return s3_backends[ACCOUNT]["aws"]


def _sqs() -> Moto:
    from moto.sqs.models import sqs_backends

    return sqs_backends[ACCOUNT][REGION]
