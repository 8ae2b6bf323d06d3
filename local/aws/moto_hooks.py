"""Moto as a server.

Hooks into its contents are in :mod:`local.persistence.watch`, those into its state machines in
:mod:`local.training.step_functions_hooks`. They are no public interface: moto's version is pinned
exactly, and the tests of the guard hold it to what is used here.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from local.names import ACCOUNT
from local.s3.s3_errors import S3Error

if TYPE_CHECKING:
    from local.s3.guard import Application

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
        raise S3Error(
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
