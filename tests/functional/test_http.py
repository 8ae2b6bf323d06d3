"""What every response has: identity, safety headers, compression, CORS; and the log."""

import gzip
import io
import json

import pytest
from msgspec import ValidationError

from functions.http.lambda_adapter import Handler
from functions.runtime.origins import pattern
from functions.runtime.settings import EdgeSettings
from local.names import SETTINGS, STORAGE
from tests.functional.conftest import ORIGIN, FakePredict
from tests.functional.events import SINGLE, call, event, problem, upload

HEALTH = "/api/v1/health"


def test_every_response_names_its_request(api: Handler) -> None:
    made = event("GET", HEALTH)
    reply = call(api, made)
    assert reply.headers["x-request-id"] == made["requestContext"]["requestId"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"


def test_large_json_is_compressed_for_who_accepts_it(predict: Handler) -> None:
    made = upload(SINGLE, [("file", ("a", b"x"))])
    plain = call(predict, made)
    assert "content-encoding" not in plain.headers
    assert not plain.encoded
    for headers in (made["headers"], made["multiValueHeaders"]):
        headers["Accept-Encoding"] = "gzip" if headers is made["headers"] else ["gzip"]
    packed = call(predict, made)
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.encoded
    unpacked, expected = json.loads(gzip.decompress(packed.body)), plain.json()
    assert {**unpacked, "timestamp": 0} == {**expected, "timestamp": 0}


def test_small_json_is_not_compressed(api: Handler) -> None:
    reply = call(api, event("GET", HEALTH, headers={"Accept-Encoding": "gzip"}))
    assert "content-encoding" not in reply.headers


def test_head_is_get_without_a_body(api: Handler) -> None:
    get, head = (call(api, event(method, "/docs")) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    assert head.headers == get.headers


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:5173", "http://localhost"])
def test_allowed_origins_may_read(api: Handler, origin: str) -> None:
    reply = call(api, event("GET", HEALTH, headers={"Origin": origin}))
    assert reply.headers["access-control-allow-origin"] == origin
    assert "X-Request-Id" in reply.headers["access-control-expose-headers"]
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    reply = call(api, event("OPTIONS", HEALTH, headers=asked))
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil:1", "https://appXexample"]
)
def test_other_origins_may_not(api: Handler, origin: str) -> None:
    reply = call(api, event("GET", HEALTH, headers={"Origin": origin}))
    assert "access-control-allow-origin" not in reply.headers
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    problem(call(api, event("OPTIONS", HEALTH, headers=asked)), 403, "cors_refused")


def test_errors_carry_cors_headers_too(predict: Handler, judge: FakePredict) -> None:
    judge.faults = {b"x": RuntimeError()}
    made = upload(SINGLE, [("file", ("a", b"x"))])
    made["headers"]["Origin"] = ORIGIN
    made["multiValueHeaders"]["Origin"] = [ORIGIN]
    reply = call(predict, made)
    problem(reply, 500, "internal_error")
    assert reply.headers["access-control-allow-origin"] == ORIGIN


def test_no_origin_is_allowed_by_default() -> None:
    assert EdgeSettings.of(SETTINGS).cors_origins == ()
    assert pattern(()) is None


def test_settings_are_checked_when_the_function_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in STORAGE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MODELS_BUCKET")
    with pytest.raises(ValidationError, match="models_bucket"):
        EdgeSettings.from_environment()
    monkeypatch.setenv("MODELS_BUCKET", "models")
    monkeypatch.setenv("CORS_ORIGINS", "https://a.example, http://localhost:*")
    assert EdgeSettings.from_environment().cors_origins == (
        "https://a.example",
        "http://localhost:*",
    )
    monkeypatch.setenv("CORS_ORIGINS", "a.example/path")
    with pytest.raises(ValidationError, match="not an origin"):
        EdgeSettings.from_environment()


@pytest.mark.parametrize("fault", [None, RuntimeError("private-name.wav")])
def test_the_log_is_json_without_names_addresses_or_texts_of_faults(
    predict: Handler,
    judge: FakePredict,
    log: io.StringIO,
    capsys: pytest.CaptureFixture[str],
    fault: Exception | None,
) -> None:
    if fault is not None:
        judge.faults = {b"sound-of-a-voice": fault}
    made = upload(SINGLE, [("file", ("private-name.wav", b"sound-of-a-voice"))])
    call(predict, made)
    text = log.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    printed = capsys.readouterr()
    for private in ("private-name", "sound-of-a-voice", "203.0.113.7", "curl"):
        assert private not in text + printed.out + printed.err
    assert {line["correlation_id"] for line in lines} == {made["requestContext"]["requestId"]}
    (line,) = (line for line in lines if line["message"] == "request")
    assert (line["route"], line["method"]) == (SINGLE, "POST")
    assert line["status"] == (200 if fault is None else 500)
    (emf,) = (json.loads(out) for out in printed.out.splitlines() if '"_aws"' in out)
    assert emf["Requests"] == [1.0]
    assert ("Faults" in emf) == (fault is not None)
