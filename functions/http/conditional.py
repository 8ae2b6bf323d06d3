"""Conditional requests: ETags, 304 for a client that is up to date, If-Match (RFC 9110)."""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from functions.http.limits import GZIP_FROM_BYTES, POLL_SECONDS


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
    if is_known(etag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=told)
    return Response(content, media_type=media_type, headers=told)


def retry_after(*, final: bool) -> Mapping[str, str]:
    """Return the header that says when to ask again; none for what is final."""
    return {} if final else {"Retry-After": str(POLL_SECONDS)}


def _etag(request: Request, content: bytes) -> str:
    """Return the strong ETag: compressed, the same content is another representation."""
    accepts = "gzip" in request.headers.get("accept-encoding", "")  # see encoding.Gzip
    suffix = "-gzip" if accepts and len(content) >= GZIP_FROM_BYTES else ""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}{suffix}"'


def is_known(etag: str, if_none_match: str | None) -> bool:
    """Say whether If-None-Match names an ETag; weak ones compare equal here (section 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    return etag.removeprefix("W/") in tags or tags == {"*"}


def weak_etag(content: bytes) -> str:
    """Return the ETag of content that goes out compressed or not, and is the same."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


_STRONG: Final = re.compile(r'"(\d{1,15})"')


def etag(revision: int) -> str:
    """Return the ETag of a revision."""
    return f'"{revision}"'


def revisions(if_match: str | None) -> frozenset[int] | None:
    """Return the revisions that If-Match allows; None where any will do.

    Weak tags never match here (section 13.1.1), and what is no tag of ours neither: a header
    without a single revision allows none.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = (_STRONG.fullmatch(tag.strip()) for tag in if_match.split(","))
    return frozenset(int(tag[1]) for tag in found if tag)
