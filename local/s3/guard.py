"""Guard in front of moto: signatures, forms and CORS, checked as S3 does.

Moto takes everything from everybody. This WSGI application lets nothing through that was not
signed with the local keys, takes uploads by form only within their policy, and answers web
pages only where a bucket's CORS rules say so.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import unquote

from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import parse_options_header
from werkzeug.wsgi import get_input_stream

from local.persistence.journal import NotSaved
from local.s3 import cors, post_form, post_policy
from local.s3.s3_errors import XML, S3Error, bad, no_room
from local.s3.signature import Keys, Signed, verify_signature

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

_DRAINED_BYTES: Final = 64 * 2**20
"""Most of a refused body that is read."""
_CHUNK: Final = 2**18
_READING: Final = (
    *("Get", "BatchGet", "Query", "Scan", "Describe", "List"),
    *("Receive", "ChangeMessageVisibility"),
)
"""Prefixes of operations that change nothing, or only how long a message is hidden."""


class StoreFile(Protocol):
    """Store of the files of forms."""

    def __call__(self, bucket: str, key: str, content: bytes, headers: Mapping[str, str]) -> str:
        """Keep a file; return its ETag; raise Refused where there is no such bucket."""
        ...


class S3Guard:
    """The WSGI application before moto's.

    Parameters
    ----------
    inner : moto.
    store : keeps what comes by form.
    keys : whose signature counts.
    rules : CORS rules by bucket.
    writing : entered around everything that may change something; ends when that is on disk,
        and raises NotSaved where it cannot be.
    """

    def __init__(
        self,
        inner: Application,
        *,
        store: StoreFile,
        keys: Keys,
        rules: cors.Rules,
        writing: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._inner = inner
        self._store = store
        self._keys = keys
        self._rules = rules
        self._writing = writing

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer one request."""
        # Ends where the body ends, for everybody who reads from it after this.
        environ["wsgi.input"] = get_input_stream(environ)
        environ["wsgi.input_terminated"] = True
        extra = self._cors(environ)

        def start(status: str, headers: Headers, *more: Any) -> Any:  # noqa: ANN401 - WSGI's own form
            own = [(n, v) for n, v in headers if not n.lower().startswith("access-control-")]
            return start_response(status, [*own, *extra], *more)

        try:
            return self._answer(environ, start)
        except S3Error as refused:
            _drain(environ)
            return _refuse(refused, environ, start)
        except NotSaved as error:
            _drain(environ)
            return _refuse(no_room(str(error)), environ, start)
        except ClientDisconnected:
            return _refuse(bad("RequestTimeout", "The body did not come."), environ, start)

    def _answer(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return self._preflight(environ, start)
        if _is_form(environ):
            return self._take(environ, start)
        return self._pass_on(environ, start)

    def _pass_on(self, environ: Environ, start: Start) -> Iterable[bytes]:
        path, query = _raw(environ)
        body = cache(lambda: _buffer(environ))
        request = Signed(
            method=environ["REQUEST_METHOD"],
            path=path,
            query=query,
            headers=_headers(environ),
            body_hash=lambda: hashlib.sha256(body()).hexdigest(),
        )
        verify_signature(request, self._keys, now=datetime.now(UTC))
        if not _may_change(environ):
            return self._inner(environ, start)
        body()  # whole before it counts as writing: a slow sender must not hold up others
        told: list[Any] = []
        with self._writing():
            answer = self._inner(environ, lambda *args: told.append(args))
        start(*told[-1])  # and not before: it may have to be another answer
        return answer

    def _take(self, environ: Environ, start: Start) -> Iterable[bytes]:
        bucket = _bucket(environ)
        _, options = parse_options_header(environ["CONTENT_TYPE"])

        def judge(fields: Mapping[str, str]) -> post_policy.Size:
            if not fields.get("key"):
                raise bad(
                    "InvalidArgument",
                    "Bucket POST must contain a field named 'key'.  If it is specified, please "
                    "check the order of the fields.",
                    ArgumentName="key",
                )
            return post_policy.check_policy(
                fields, bucket=bucket, keys=self._keys, now=datetime.now(UTC)
            )

        sent = post_form.read_post_form(environ["wsgi.input"], options.get("boundary", ""), judge)
        with sent.file as file:
            content = file.read()
        with self._writing():
            etag = self._store(bucket, sent.fields["key"], content, sent.fields)
        host = environ.get("HTTP_HOST", "localhost")
        status, headers, body = post_form.answer(sent.fields, bucket=bucket, etag=etag, host=host)
        start(f"{status.value} {status.phrase}", headers)
        return [body]

    def _cors(self, environ: Environ) -> Headers:
        preflight = environ["REQUEST_METHOD"] == "OPTIONS"
        method = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "") if preflight else ""
        return cors.headers(
            self._rules.get(_bucket(environ), ()),
            environ.get("HTTP_ORIGIN", ""),
            method or environ["REQUEST_METHOD"],
            requested=environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", ""),
            preflight=preflight,
        )

    def _preflight(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if not self._cors(environ):
            raise S3Error(
                HTTPStatus.FORBIDDEN,
                "AccessForbidden",
                "CORSResponse: This CORS request is not allowed. This is usually because the "
                "evalution of Origin, request method / Access-Control-Request-Method or "
                "Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
            )
        start("200 OK", [("Content-Length", "0")])
        return [b""]


def _refuse(refused: S3Error, environ: Environ, start: Start) -> Iterable[bytes]:
    """Say no in the form of the service that was asked."""
    kind, body = XML, refused.document()
    if "HTTP_X_AMZ_TARGET" in environ:  # DynamoDB, SQS, Step Functions
        kind = "application/x-amz-json-1.0"
        body = json.dumps({"__type": refused.code, "message": refused.message}).encode()
    status = refused.status
    headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    start(f"{status.value} {status.phrase}", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _is_form(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE", "").lower().startswith("multipart/form-data")
        and "HTTP_AUTHORIZATION" not in environ
    )


def _may_change(environ: Environ) -> bool:
    if environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
        return False
    operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    return not operation.startswith(_READING)


def _raw(environ: Environ) -> tuple[str, str]:
    """Return path and query as they came, percent-encoded."""
    path, _, query = environ["RAW_URI"].partition("?")
    return path, query


def _bucket(environ: Environ) -> str:
    return unquote(_raw(environ)[0]).lstrip("/").partition("/")[0]


def _headers(environ: Environ) -> dict[str, str]:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    headers["content-length"] = environ.get("CONTENT_LENGTH", "")
    return headers


def _buffer(environ: Environ) -> bytes:
    """Read the body into memory, for us and for moto."""
    content: bytes = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(content)
    return content


def _drain(environ: Environ) -> None:
    """Read what is left of a body, so that the client gets to see the answer."""
    left = _DRAINED_BYTES
    with suppress(ClientDisconnected):
        while left > 0 and (chunk := environ["wsgi.input"].read(_CHUNK)):
            left -= len(chunk)
