"""The gateway over ASGI, with functions made of a few lines."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.runtime.origins import Origins
from local.gateway import request_body as bodies
from local.gateway.asgi import Gateway
from local.gateway.head_limit import HeadTooLarge
from local.gateway.hosts import Hosts
from local.gateway.request_body import DRAIN_BYTES, MAX_BODY_BYTES, Message
from local.lambdas.pool import (
    AnswerTooLarge,
    Crashed,
    EventTooLarge,
    InvocationError,
    Throttled,
    TimedOut,
)
from local.persistence.journal import NotSaved

OK: dict[str, Any] = {"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": "ok"}


@dataclass
class FakeFunction:
    """A function that gives one answer, or raises it."""

    answer: object = field(default_factory=lambda: OK)
    events: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, event: dict[str, Any], *, request_id: str, trace: str) -> object:
        """Answer an event."""
        assert request_id
        assert trace.startswith("Root=1-")
        self.events.append(event)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@dataclass
class Exchange:
    """One request to the gateway and what came of it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    received: int = 0

    def problem(self, status: int, code: str) -> dict[str, Any]:
        """Check that it is a problem; return it."""
        document: dict[str, Any] = json.loads(self.body)
        assert (self.status, document["code"]) == (status, code)
        assert self.headers["content-type"] == "application/problem+json"
        assert document["request_id"] == self.headers["x-request-id"]
        assert document["advice"]
        return document


def ask(
    function: FakeFunction,
    method: str = "GET",
    path: bytes = b"/x",
    headers: list[tuple[bytes, bytes]] | None = None,
    pieces: Iterable[bytes] = (),
    query: bytes = b"",
    origins: str = "",
    hosts: Hosts | None = None,
    host: bytes | None = b"localhost:8000",
) -> Exchange:
    """Send a request through a gateway."""
    exchange = Exchange()
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": "/decoded",
        "raw_path": path,
        "query_string": query,
        "headers": [*([] if host is None else [(b"host", host)]), *(headers or [])],
        "client": ("127.0.0.1", 5),
    }
    stream = iter(pieces)

    async def receive() -> Message:
        piece = next(stream, None)
        exchange.received += len(piece or b"")
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            exchange.status = message["status"]
            exchange.headers = {n.decode(): v.decode() for n, v in message["headers"]}
        else:
            exchange.body += message["body"]

    named = Origins.read(origins)
    gateway = Gateway({"api": function, "predict": function}, hosts=hosts, origins=named)
    asyncio.run(gateway(scope, receive, send))
    return exchange


def test_a_request_goes_through() -> None:
    function = FakeFunction()
    headers = [(b"x-my-header", b"1")]
    exchange = ask(function, "POST", b"/a%20b", headers, [b"ab", b"cd"], query=b"q=1")
    (event,) = function.events
    assert (exchange.status, exchange.body) == (200, b"ok")
    assert exchange.headers["content-length"] == "2"
    assert exchange.headers["x-amzn-requestid"] == event["requestContext"]["requestId"]
    assert (event["path"], event["httpMethod"]) == ("/a%20b", "POST")
    assert event["headers"]["X-My-Header"] == "1"
    assert event["queryStringParameters"] == {"q": "1"}
    assert event["body"] == "YWJjZA=="


def test_an_ipv6_host_never_reaches_a_function() -> None:
    function = FakeFunction()
    assert ask(function, host=b"[::1]:8000").status == 200
    assert function.events[0]["headers"]["Host"] == "localhost"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "DELETE", "BREW"])
def test_every_method_is_the_functions_to_answer(method: str) -> None:
    function = FakeFunction()
    exchange = ask(function, method)
    assert function.events[0]["httpMethod"] == method
    assert exchange.body == (b"" if method == "HEAD" else b"ok")


def test_a_bodiless_status_has_no_body_and_no_length() -> None:
    exchange = ask(FakeFunction({"statusCode": 204, "headers": {"Content-Length": "5"}}))
    assert (exchange.status, exchange.body) == (204, b"")
    assert "content-length" not in exchange.headers


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (TimedOut(), 504, "function_timeout"),
        (NotSaved("No space left on device"), 507, "storage_failed"),
        (Crashed("RuntimeError"), 502, "function_failed"),
        (AnswerTooLarge("7000000"), 502, "response_too_large"),
        (Throttled(), 429, "too_many_requests"),
        (EventTooLarge(7_000_000), 413, "too_large"),
        (RuntimeError("secret detail"), 500, "internal_error"),
    ],
)
def test_a_function_without_an_answer(error: Exception, status: int, code: str) -> None:
    exchange = ask(FakeFunction(error))
    assert exchange.problem(status, code)["instance"] == "/x"
    assert b"secret" not in exchange.body
    assert ("retry-after" in exchange.headers) == (status == 429)


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        ("*,https://b.example", "*"),
        ("https://a.example", "https://a.example"),
        ("https://b.example,https://a.example:*", "https://a.example"),
        ("https://b.example", None),
        ("http://a.example,http://localhost:*", None),
    ],
)
@pytest.mark.parametrize(
    "error", [EventTooLarge(7_000_000), Throttled(), HeadTooLarge(), TimedOut(), RuntimeError()]
)
def test_the_pages_that_are_named_and_no_others_can_read_the_refusals_of_the_gateway(
    error: Exception, origins: str, allowed: str | None
) -> None:
    headers = [(b"origin", b"https://a.example")]
    exchange = ask(FakeFunction(error), headers=headers, origins=origins)
    assert exchange.headers.get("access-control-allow-origin") == allowed
    assert exchange.headers["access-control-expose-headers"] == "X-Request-Id, Retry-After"
    assert exchange.headers["vary"] == "Origin"


def test_nobody_may_read_them_where_no_page_was_named_or_none_asks() -> None:
    asking = ask(FakeFunction(TimedOut()), headers=[(b"origin", b"https://a.example")])
    assert not any(name.startswith("access-control") for name in asking.headers)
    silent = ask(FakeFunction(TimedOut()), origins="https://a.example,https://b.example")
    assert "access-control-allow-origin" not in silent.headers


def test_every_invocation_error_has_an_answer() -> None:
    for kind in InvocationError.__subclasses__():
        assert ask(FakeFunction(kind(1))).status in {413, 429, 502, 504}


@pytest.mark.parametrize("answer", [None, {"statusCode": 0}, {"body": "x"}])
def test_a_malformed_answer(answer: object) -> None:
    ask(FakeFunction(answer)).problem(502, "function_failed")


def test_the_largest_body_passes() -> None:
    function = FakeFunction()
    assert ask(function, "POST", pieces=[bytes(MAX_BODY_BYTES)]).status == 200


@pytest.mark.parametrize("where", ["headers", "path", "query"])
def test_a_head_that_api_gateway_does_not_take_is_refused(where: str) -> None:
    def sized(size: int) -> tuple[FakeFunction, Exchange]:
        function = FakeFunction()
        many = [(b"a", b"x" * 1_000)] * (size // 1_000) if where == "headers" else []
        path = b"/" + b"x" * size if where == "path" else b"/"
        query = b"x" * size if where == "query" else b""
        return function, ask(function, "GET", path, many, query=query)

    function, exchange = sized(10_000)
    assert (exchange.status, len(function.events)) == (200, 1)
    function, exchange = sized(11_000)
    assert exchange.problem(431, "headers_too_large")["values"] == {"limit_bytes": 10_240}
    assert function.events == []


def _length(size: int, *more: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    return [(b"content-length", str(size).encode()), *more]


def test_a_larger_body_is_drained_and_refused() -> None:
    function = FakeFunction()
    size = MAX_BODY_BYTES + 1
    exchange = ask(function, "POST", headers=_length(size), pieces=[bytes(1), bytes(size - 1)])
    document = exchange.problem(413, "too_large")
    assert document["values"] == {"bytes": size, "limit_bytes": 4_500_000}
    assert exchange.headers["connection"] == "close"
    assert (function.events, exchange.received) == ([], size)


def test_a_client_that_waits_is_refused_before_it_sends() -> None:
    headers = _length(MAX_BODY_BYTES + 1, (b"expect", b"100-continue"))
    exchange = ask(FakeFunction(), "POST", headers=headers, pieces=[b"x"])
    exchange.problem(413, "too_large")
    assert exchange.received == 0


def test_five_gigabytes_are_refused_unread() -> None:
    exchange = ask(FakeFunction(), "POST", headers=_length(5 * 2**30), pieces=[b"x"])
    assert "5368.71 MB" in exchange.problem(413, "too_large")["detail"]
    assert exchange.received == 0


def test_an_endless_body_of_unknown_length_is_cut_off() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(2**20)

    exchange = ask(FakeFunction(), "POST", pieces=endless())
    exchange.problem(413, "too_large")
    assert DRAIN_BYTES < exchange.received < DRAIN_BYTES + 2**21


@pytest.mark.parametrize("length", [b"-1", b"abc", b"1e9"])
def test_a_length_that_is_none_is_not_believed(length: bytes) -> None:
    assert ask(FakeFunction(), "POST", headers=[(b"content-length", length)]).status == 200


def _run(receive: Callable[[], Any]) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }
    asyncio.run(Gateway({"api": FakeFunction()})(scope, receive, send))
    return sent


def test_a_client_that_went_away_gets_no_answer() -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    assert _run(gone) == []


def test_a_body_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 0.01)

    async def never() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    assert _run(never)[0]["status"] == 408
