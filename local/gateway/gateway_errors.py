"""Errors that the gateway itself answers where a function cannot: one table."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from functions.http.limits import MAX_FILE_BYTES
from functions.http.problem import Problem
from local.gateway.head_limit import MAX_HEAD_BYTES, HeadTooLarge
from local.gateway.hosts import HostRefused
from local.gateway.origins import OriginRefused
from local.gateway.proxy_events import MalformedAnswer
from local.gateway.request_body import BodyTooLarge, BodyTooSlow
from local.gateway.throttle import RateExceeded, retry_after_seconds
from local.lambdas.pool import AnswerTooLarge, Crashed, EventTooLarge, Throttled, TimedOut
from local.persistence.journal import NotSaved
from talent.aws.clients import MAKE_ROOM
from talent.errors import StorageFailed

_log = logging.getLogger(__name__)

_SMALLER: Final = (
    "Send a shorter take, or a compressed one: FLAC halves a WAV, MP3 and OGG make it about "
    "ten times smaller."
)
_CRASHED: Final = Problem(
    status=HTTPStatus.BAD_GATEWAY,
    code="function_failed",
    title="The function gave no answer",
    detail="The process that worked on this request died; the next request gets a new one.",
    advice="Try again; if the same file does it again, report it.",
)
_PROBLEMS: Final[dict[type[Exception], Problem]] = {
    HeadTooLarge: Problem(
        status=HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        code="headers_too_large",
        title="The headers are too large",
        detail=f"The request line and the headers have more than {MAX_HEAD_BYTES} bytes.",
        advice="Send shorter headers, fewer cookies or a shorter query.",
        values={"limit_bytes": MAX_HEAD_BYTES},
    ),
    BodyTooSlow: Problem(
        status=HTTPStatus.REQUEST_TIMEOUT,
        code="request_timeout",
        title="The request did not arrive in time",
        detail="The rest of the body did not come.",
        advice="Send it again, over a faster connection or with a smaller file.",
        headers={"Connection": "close"},
    ),
    TimedOut: Problem(
        status=HTTPStatus.GATEWAY_TIMEOUT,
        code="function_timeout",
        title="The answer took too long",
        detail="The function did not answer in its time and was stopped.",
        advice="Send a shorter take, or fewer files at once.",
    ),
    Throttled: Problem(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        code="too_many_requests",
        title="Too many requests at once",
        detail="All workers are busy and enough other requests are waiting.",
        advice="Wait and try again, or start with more WORKERS.",
        headers={"Retry-After": "5"},
    ),
    Crashed: _CRASHED,
    MalformedAnswer: _CRASHED,
    AnswerTooLarge: Problem(
        status=HTTPStatus.BAD_GATEWAY,
        code="response_too_large",
        title="The answer is too large",
        detail="The answer is larger than the 6 MB that Lambda returns.",
        advice="Ask for less at once.",
    ),
}
_FAULT: Final = Problem(
    status=HTTPStatus.INTERNAL_SERVER_ERROR,
    code="internal_error",
    title="Something went wrong on our side",
    detail="The local gateway met a fault.",
    advice="The log of this process says where; report it with the request_id.",
)


_SHOWN_CHARACTERS: Final = 200


def gateway_problem(error: Exception) -> Problem:
    """Return what a client is told of an error on the way to a function or back."""
    if told := _TOLD.get(type(error)):
        return told(error)
    problem = _PROBLEMS.get(type(error))
    if problem is None:
        _log.error("Fault in the gateway", exc_info=error)
        return _FAULT
    return problem


def _too_large(error: EventTooLarge | BodyTooLarge) -> Problem:
    size = int(error.args[0])
    return Problem(
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        code="too_large",
        title="The request is too large",
        detail=f"The request has {size / 1e6:.2f} MB; a file may have "
        f"{MAX_FILE_BYTES / 1e6:.1f} MB",
        advice=_SMALLER,
        values={"bytes": size, "limit_bytes": MAX_FILE_BYTES},
        headers={"Connection": "close"} if isinstance(error, BodyTooLarge) else {},
    )


def _rate_exceeded(error: RateExceeded) -> Problem:
    seconds = retry_after_seconds(error.args[0])
    return Problem(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        code="rate_exceeded",
        title="Too many requests in a short time",
        detail=f"This client has no request left; the next is allowed in {seconds} s",
        advice="Wait as long as Retry-After says; on this machine RATE_LIMIT and BURST_LIMIT set "
        "the limits.",
        values={"retry_after_seconds": seconds},
        headers={"Retry-After": str(seconds)},
    )


def _host_refused(error: HostRefused) -> Problem:
    host = error.host[:_SHOWN_CHARACTERS] if error.host is not None else None
    return Problem(
        # Not 403: nobody may ask this server under that name, whoever they are (RFC 9110, 15.5.20).
        status=HTTPStatus.MISDIRECTED_REQUEST,
        code="host_refused",
        title="This server does not answer under that host name",
        detail="The request has no Host header" if host is None else f"The Host header is {host!r}",
        advice=f"If that is a name of this machine, start the stack with `{error.command}`"
        if error.command
        else "Send the name or the address of this machine in it, such as localhost:8000.",
        values={"host": host},
    )


def _origin_refused(error: OriginRefused) -> Problem:
    origin = error.origin[:_SHOWN_CHARACTERS] if error.origin is not None else None
    return Problem(
        status=HTTPStatus.FORBIDDEN,
        code="origin_refused",
        title="This web page may not change anything here",
        detail="The browser says that a page of another site sent the request"
        if origin is None
        else f"The request was sent by a web page of the origin {origin!r}",
        advice=f"If you trust that page, start the stack with `{error.command}`"
        if error.command
        else "Serve the page from a web server, and name its origin in CORS_ORIGINS.",
        values={"origin": origin},
    )


def _not_saved(error: NotSaved) -> Problem:
    return Problem(
        status=HTTPStatus.INSUFFICIENT_STORAGE,
        code=StorageFailed.code,
        title=StorageFailed.title,
        detail=f"What was asked for cannot be kept: {error}",
        advice=MAKE_ROOM,
    )


_TOLD: Final[dict[type[Exception], Callable[[Any], Problem]]] = {
    EventTooLarge: _too_large,
    BodyTooLarge: _too_large,
    RateExceeded: _rate_exceeded,
    HostRefused: _host_refused,
    OriginRefused: _origin_refused,
    NotSaved: _not_saved,
}
"""Errors whose problem holds their own values."""
