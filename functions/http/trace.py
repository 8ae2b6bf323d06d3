"""Outermost middleware: request id, log line, last resort for exceptions."""

import time
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.http.problem_responses import CALL, Call, ProblemResponse
from functions.http.unexpected_errors import INTERNAL_ERROR, log_fault
from functions.runtime.telemetry import logger, metrics


class Trace:
    """Gives a request its identity, its default headers and one line in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        call = _call(scope)
        CALL.set(call)
        began = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = call.request_id
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)
        _record(scope, status, 1000.0 * (time.perf_counter() - began))


class CatchAll:
    """Turns what nobody expected into a problem that gives nothing away."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            log_fault(error)
            if started:
                raise
            await ProblemResponse(INTERNAL_ERROR)(scope, receive, send)


class HeadAsGet:
    """Answers HEAD as GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_no_body(message: Message) -> None:
            await send({**message, "body": b""} if "body" in message else message)

        await self.app({**scope, "method": "GET"}, receive, send_no_body)


def _call(scope: Scope) -> Call:
    event: dict[str, Any] = scope["aws.event"]
    return Call(event["requestContext"]["requestId"], event["path"])


def _record(scope: Scope, status: int, milliseconds: float) -> None:
    # The route, not the path: a path may hold anything a client wrote.
    route = getattr(scope.get("route"), "path", "none")
    metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
    metrics.add_metric(name="Latency", unit=MetricUnit.Milliseconds, value=milliseconds)
    logger.info(
        "request",
        extra={
            "route": route,
            "method": scope["method"],
            "status": status,
            "milliseconds": round(milliseconds, 1),
        },
    )
