"""The hooks into moto's insides, all of them.

They are no public interface: moto's version is pinned exactly, and the tests of the guard and
of what survives a restart hold it to what is used here.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from local.functions import ACCOUNT
from local.refused import Refused

if TYPE_CHECKING:
    from local.guard import Application


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


def _s3() -> Any:  # noqa: ANN401 - moto has no types here
    from moto.s3.models import s3_backends

    return s3_backends[ACCOUNT]["aws"]
