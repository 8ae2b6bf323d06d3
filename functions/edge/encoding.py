"""Bodies come as they are: a compressed one is refused in words, not misread as a broken form."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.edge.errors import EncodingRefused, problem_of
from functions.edge.replies import ProblemResponse

_PLAIN: Final = {"", "identity"}


class Plain:
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
