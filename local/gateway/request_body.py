"""Body of a request, read only as far as it is accepted."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

MAX_BODY_BYTES: Final = 10 * 2**20
"""API Gateway's limit on a request."""

DRAIN_BYTES: Final = 100_000_000
"""Of a body that is too large, this much is still taken and thrown away: a client that is in
the middle of sending sees the answer instead of a broken connection."""

IDLE_SECONDS: Final = 30.0
"""Timeout for the next piece of a body."""


class BodyTooLarge(Exception):
    """The body is larger than API Gateway takes; the argument is its size in bytes."""


class BodyTooSlow(Exception):
    """The rest of the body did not come."""


class ClientGone(Exception):
    """The client went away before the end of its request."""


async def read_body(receive: Receive, headers: list[tuple[str, str]]) -> bytes:
    """Return the body; hold no more of it than is accepted, and drain what is too much."""
    told = {name.lower(): value for name, value in headers}
    length = told.get("content-length", "0")
    expected = int(length) if length.isdigit() else 0
    waits = "100-continue" in told.get("expect", "").lower()
    if expected > DRAIN_BYTES or (expected > MAX_BODY_BYTES and waits):
        raise BodyTooLarge(expected)
    chunks: list[bytes] = []
    size = 0
    more = True
    while more and size <= DRAIN_BYTES:
        message = await _next(receive)
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            chunks.clear()
        else:
            chunks.append(chunk)
        more = message.get("more_body", False)
    if size > MAX_BODY_BYTES:
        raise BodyTooLarge(max(size, expected))
    return b"".join(chunks)


async def _next(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            return await receive()
    except TimeoutError as error:
        raise BodyTooSlow from error
