"""Compression of answers for clients that take it; a compressed request is refused.

A compressed body is refused in words, not misread as a broken form.
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.http.accept import takes_gzip
from functions.http.errors import EncodingRefused, problem_of
from functions.http.problem_responses import ProblemResponse

_PLAIN: Final = {"", "identity"}


class RejectEncodedBodies:
    """Refuses requests with a Content-Encoding: unpacked they could be of any size."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        encoding = Headers(scope=scope).get("content-encoding", "").strip().lower()
        if encoding in _PLAIN:
            await self.app(scope, receive, send)
            return
        error = EncodingRefused(
            f"The body is encoded with `{encoding[:40]}`",
            advice="Send it as it is, without Content-Encoding; audio has compression of its "
            "own: FLAC, MP3, OGG.",
        )
        await ProblemResponse(problem_of(error))(scope, receive, send)


class Gzip(GZipMiddleware):
    """Compresses answers for those who take gzip: Starlette finds it in ``gzip;q=0`` as well."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is inside reads `gzip` or nothing."""
        headers = MutableHeaders(scope=scope)
        packed = takes_gzip(", ".join(headers.getlist("accept-encoding")))
        del headers["accept-encoding"]
        if packed:
            headers["accept-encoding"] = "gzip"
        await super().__call__(scope, receive, send)
