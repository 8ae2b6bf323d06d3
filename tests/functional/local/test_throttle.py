"""The token bucket, with a clock that a test turns."""

import asyncio
import json
from typing import Any

import pytest

from local.gateway import throttle as throttles
from local.gateway.asgi import Gateway
from local.gateway.request_body import Message
from local.gateway.throttle import RateExceeded, Throttle, retry_after_seconds


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(rate=2.0, burst=3, clock=clock)


def allowed(throttle: Throttle, api_key: str | None = None, address: str = "192.0.2.1") -> int:
    """Return how many requests of a client pass at this moment."""
    passed = 0
    while True:
        try:
            throttle.take(api_key=api_key, address=address)
        except RateExceeded:
            return passed
        passed += 1


def test_a_burst_passes_and_then_the_rate(throttle: Throttle, clock: Clock) -> None:
    assert allowed(throttle) == 3
    for _ in range(3):
        clock.now += 1.0
        assert allowed(throttle) == 2


def test_a_pause_gives_no_more_than_a_burst(throttle: Throttle, clock: Clock) -> None:
    allowed(throttle)
    clock.now += 3600.0
    assert allowed(throttle) == 3


def test_over_a_long_time_it_is_burst_plus_rate(throttle: Throttle, clock: Clock) -> None:
    passed = 0
    for _ in range(1000):
        passed += allowed(throttle)
        clock.now += 0.125
    assert passed == 3 + int(2.0 * 999 * 0.125)


def test_it_says_how_long_to_wait(throttle: Throttle, clock: Clock) -> None:
    allowed(throttle)
    clock.now += 0.125
    with pytest.raises(RateExceeded) as caught:
        throttle.take(api_key=None, address="192.0.2.1")
    assert caught.value.args == (0.375,)
    clock.now += 0.375
    throttle.take(api_key=None, address="192.0.2.1")


def test_being_refused_costs_nothing(throttle: Throttle, clock: Clock) -> None:
    allowed(throttle)
    for _ in range(100):
        clock.now += 1 / 256
        assert allowed(throttle) == 0
    clock.now += 0.5 - 100 / 256
    assert allowed(throttle) == 1


def test_keys_and_addresses_are_counted_apart(throttle: Throttle) -> None:
    assert allowed(throttle, api_key="a") == 3
    assert allowed(throttle, api_key="b") == 3
    assert allowed(throttle, api_key="a", address="192.0.2.9") == 0, "the key names the client"
    assert allowed(throttle) == 3
    assert allowed(throttle, api_key="") == 0, "an empty key is none"
    assert allowed(throttle, address="192.0.2.2") == 3
    assert allowed(throttle, api_key="192.0.2.2") == 3, "a key that looks like an address"


def test_many_clients_take_a_bounded_memory(
    throttle: Throttle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttles, "MAX_CLIENTS", 100)
    allowed(throttle, api_key="busy")
    for number in range(1000):
        throttle.take(api_key=f"{number}" * 1000, address="192.0.2.1")
        assert allowed(throttle, api_key="busy") == 0, "who keeps asking is not forgotten"
    assert len(throttle) == 100
    assert {len(key) for key in throttle._buckets} == {16}, "whatever the header holds"


def test_a_key_of_any_characters_is_a_key(throttle: Throttle) -> None:
    assert allowed(throttle, api_key="\udcff\x00ü") == 3


@pytest.mark.parametrize(("seconds", "said"), [(0.001, 1), (1.0, 1), (1.001, 2), (40.0, 40)])
def test_retry_after_is_whole_seconds(seconds: float, said: int) -> None:
    assert retry_after_seconds(seconds) == said


def _ask(
    gateway: Gateway, path: str, api_key: str | None = None, *, page: str = ""
) -> tuple[int, dict[str, str], Any]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST" if page else "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [
            (b"host", b"localhost"),
            *([(b"origin", page.encode())] if page else []),
            *([] if api_key is None else [(b"x-api-key", api_key.encode())]),
        ],
        "client": ("192.0.2.1", 5),
    }
    asyncio.run(gateway(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, json.loads(sent[1]["body"])


def test_the_gateway_refuses_in_the_one_form_and_says_when(clock: Clock) -> None:
    async def function(event: dict[str, Any], *, request_id: str, trace: str) -> object:
        return {"statusCode": 200, "body": "{}"}

    gateway = Gateway({"api": function}, throttle=Throttle(rate=0.25, burst=1, clock=clock))
    for path in ("/api/v1/health", "/nowhere"):
        clock.now += 3600.0
        assert _ask(gateway, path, None)[0] == 200
        status, headers, document = _ask(gateway, path, None)
        assert (status, document["code"]) == (429, "rate_exceeded")
        assert headers["content-type"] == "application/problem+json"
        assert headers["retry-after"] == "4"
        assert document["values"] == {"retry_after_seconds": 4}
        assert document["request_id"] == headers["x-request-id"]
        assert _ask(gateway, path, "a key")[0] == 200
        assert _ask(gateway, path, "a key")[0] == 429


def test_a_foreign_page_uses_up_nothing_of_what_the_client_may_ask_for(clock: Clock) -> None:
    async def function(event: dict[str, Any], *, request_id: str, trace: str) -> object:
        return {"statusCode": 200, "body": "{}"}

    gateway = Gateway({"api": function}, throttle=Throttle(rate=0.25, burst=1, clock=clock))
    for _ in range(5):
        assert _ask(gateway, "/api/v1/retrain", page="https://evil.example")[0] == 403
    assert _ask(gateway, "/api/v1/health")[0] == 200
