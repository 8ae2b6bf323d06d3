"""Answers that a client may hold on to: an ETag, and 304 to who has it already (RFC 9110)."""

import hashlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from functions.edge.limits import GZIP_FROM_BYTES


def conditional(
    request: Request,
    content: bytes,
    headers: Mapping[str, str],
    media_type: str = "application/json",
) -> Response:
    """Return content with a strong ETag, or 304 where If-None-Match names it.

    Every poll asks again (``no-cache``), and no cache but the client's own keeps the answer,
    unless the headers say otherwise.
    """
    etag = _etag(request, content)
    told = {"ETag": etag, "Cache-Control": "private, no-cache", **headers}
    if _named(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=told)
    return Response(content, media_type=media_type, headers=told)


def _etag(request: Request, content: bytes) -> str:
    """Return the strong ETag: compressed, the same content is another representation."""
    accepts = "gzip" in request.headers.get("accept-encoding", "")  # see edge.encoding.Packed
    suffix = "-gzip" if accepts and len(content) >= GZIP_FROM_BYTES else ""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}{suffix}"'


def _named(if_none_match: str, etag: str) -> bool:
    """Whether If-None-Match names an ETag; weak ones compare equal here (section 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or tags == {"*"}
