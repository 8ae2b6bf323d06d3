"""Foreign web pages and foreign host names before the gateway: nothing reaches a function."""

import socket

import pytest

from local.gateway import hosts
from local.gateway.hosts import Hosts
from tests.functional.local.test_gateway import Exchange, FakeFunction, ask

ANYWHERE = "0.0.0.0"  # noqa: S104 - the case under test
DEFAULTS = "http://localhost:*,http://127.0.0.1:*"
EVIL = "https://evil.example"
NARROW = "https://app.example"
CHANGING = ("POST", "PUT", "PATCH", "DELETE", "BREW")
LONG = "a" * 300


@pytest.mark.parametrize(
    ("listens", "more", "host"),
    [
        ("127.0.0.1", "", "localhost"),
        ("127.0.0.1", "", "localhost:8000"),
        ("127.0.0.1", "", "LocalHost:65535"),
        ("127.0.0.1", "", "localhost.:8000"),
        ("127.0.0.1", "", "127.0.0.1:1"),
        ("127.0.0.1", "", "127.9.8.7"),
        ("127.0.0.1", "", "[::1]:8000"),
        ("127.0.0.1", "", "[0:0::1]"),
        ("192.168.1.20", "", "192.168.1.20:8000"),
        ("fe80::20", "", "[FE80:0::20]:8000"),
        ("talent.lan", "", "Talent.lan:8000"),
        ("127.0.0.1", "talent.lan, 192.168.1.20,", "talent.lan:8443"),
        ("127.0.0.1", "talent.lan, 192.168.1.20,", "192.168.1.20"),
        ("127.0.0.1", "[fe80::20]", "[fe80::20]:80"),
        (ANYWHERE, "", "192.168.1.20:8000"),
        (ANYWHERE, "", "localhost:8000"),
        (ANYWHERE, "", f"{socket.gethostname()}:8000"),
        ("::", "", "[fe80::1]:8000"),
        ("::", "", "10.0.0.1"),
        (ANYWHERE, "talent", "talent:8000"),
    ],
)
def test_a_name_of_this_machine_is_answered(listens: str, more: str, host: str) -> None:
    known = Hosts(listens, hosts.read_hosts(more))
    assert ask(FakeFunction(), "DELETE", hosts=known, host=host.encode()).status == 200


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    ("listens", "more", "host", "advice"),
    [
        ("127.0.0.1", "", "evil.example:8000", "`ALLOWED_HOSTS=evil.example make run`"),
        ("127.0.0.1", "a.example", "b.example", "`ALLOWED_HOSTS=a.example,b.example make run`"),
        ("127.0.0.1", "a.example", "x.a.example", "ALLOWED_HOSTS=a.example,x.a.example make"),
        ("127.0.0.1", "", "localhost.evil.example", "ALLOWED_HOSTS=localhost.evil.example "),
        ("127.0.0.1", "", "127.0.0.1.evil.example", "ALLOWED_HOSTS=127.0.0.1.evil.example "),
        ("127.0.0.1", "", "192.168.1.20:8000", "ALLOWED_HOSTS=192.168.1.20 "),
        ("127.0.0.1", "", "0.0.0.0:8000", "ALLOWED_HOSTS=0.0.0.0 "),
        ("127.0.0.1", "", "[::ffff:192.168.1.20]", "ALLOWED_HOSTS="),
        ("127.0.0.1", "", f"{socket.gethostname()}.x:8000", "ALLOWED_HOSTS="),
        ("192.168.1.20", "", "192.168.1.21", "ALLOWED_HOSTS=192.168.1.21 "),
        (ANYWHERE, "", "evil.example", "ALLOWED_HOSTS=evil.example "),
        (ANYWHERE, "", "2130706433.evil.example", "ALLOWED_HOSTS="),
        ("::", "", "evil.example", "ALLOWED_HOSTS=evil.example "),
        ("127.0.0.1", "", "", "localhost:8000"),
        ("127.0.0.1", "", None, "localhost:8000"),
        ("127.0.0.1", "", "localhost:8000:1", "localhost:8000"),
        ("127.0.0.1", "", "localhost:evil", "localhost:8000"),
        ("127.0.0.1", "", "evil.example@localhost", "localhost:8000"),
        ("127.0.0.1", "", "localhost/evil.example", "localhost:8000"),
        ("127.0.0.1", "", "localhost, evil.example", "localhost:8000"),
        ("127.0.0.1", "", "$(reboot)", "localhost:8000"),
        ("127.0.0.1", "", "[::1", "localhost:8000"),
        (ANYWHERE, "", "b\u00fccher.example", "localhost:8000"),
        ("127.0.0.1", "", LONG, "localhost:8000"),
    ],
)
def test_any_other_name_is_refused(
    method: str, listens: str, more: str, host: str | None, advice: str
) -> None:
    function = FakeFunction()
    raw = None if host is None else host.encode("latin-1")
    known = Hosts(listens, hosts.read_hosts(more))
    document = ask(function, method, hosts=known, host=raw).problem(421, "host_refused")
    assert function.events == []
    assert advice in document["advice"]
    assert document["values"] == {"host": None if host is None else host[:200]}
    assert "no Host header" in document["detail"] if host is None else host[:200] in str(document)


@pytest.mark.parametrize("path", ["/", "/index.html", "/js/main.js", "/docs", "/openapi.json"])
def test_neither_the_console_nor_the_documentation_is_shown_under_another_name(path: str) -> None:
    headers = [(b"accept", b"text/html")]
    exchange = ask(FakeFunction(), path=path.encode(), headers=headers, host=b"evil.example")
    exchange.problem(421, "host_refused")


def write(method: str, origins: str, host: str, headers: dict[str, str]) -> Exchange:
    """Ask for a change; check that a function sees it exactly where it is not refused."""
    function = FakeFunction()
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    known = Hosts(ANYWHERE, ("talent.example",))
    exchange = ask(function, method, b"/x", raw, origins=origins, hosts=known, host=host.encode())
    assert len(function.events) == (exchange.status == 200)
    return exchange


@pytest.mark.parametrize("method", CHANGING)
@pytest.mark.parametrize(
    ("origins", "host", "headers"),
    [
        (DEFAULTS, "localhost:8000", {}),  # curl
        ("", "localhost:8000", {}),
        ("", "localhost:8000", {"Sec-Fetch-Site": "none"}),
        ("", "localhost:8000", {"Sec-Fetch-Site": "same-origin"}),
        ("", "localhost:8000", {"Origin": "http://localhost:8000"}),
        ("", "127.0.0.1:8000", {"Origin": "http://127.0.0.1:8000"}),
        ("", "[::1]:8000", {"Origin": "http://[::1]:8000"}),
        ("", "192.168.1.20:8000", {"Origin": "http://192.168.1.20:8000"}),
        ("", "Talent.example", {"Origin": "http://talent.example"}),
        ("", "talent.example", {"Origin": "https://talent.example"}),  # TLS ends in a proxy
        (DEFAULTS, "127.0.0.1:8000", {"Origin": "http://localhost:5173"}),
        (DEFAULTS, "127.0.0.1:8000", {"Origin": "http://localhost"}),
        (NARROW, "localhost:8000", {"Origin": NARROW, "Sec-Fetch-Site": "cross-site"}),
        ("*", "localhost:8000", {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"}),
        ("*", "localhost:8000", {"Origin": "null"}),
        ("*", "localhost:8000", {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_programs_own_pages_and_pages_that_are_named_may_change_things(
    method: str, origins: str, host: str, headers: dict[str, str]
) -> None:
    assert write(method, origins, host, headers).status == 200


@pytest.mark.parametrize("method", CHANGING)
@pytest.mark.parametrize(
    ("origins", "headers", "advice"),
    [
        (DEFAULTS, {"Origin": EVIL}, f"`CORS_ORIGINS={DEFAULTS},{EVIL} make run`"),
        ("", {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"}, f"`CORS_ORIGINS={EVIL} make run`"),
        (NARROW, {"Origin": "http://localhost:5173"}, "CORS_ORIGINS=https://app.example,http://lo"),
        (NARROW, {"Origin": "http://app.example"}, "CORS_ORIGINS"),  # another scheme
        (NARROW, {"Origin": "https://app.example:444"}, "CORS_ORIGINS"),
        (NARROW, {"Origin": "https://app.example.evil.example"}, "CORS_ORIGINS"),
        (NARROW, {"Origin": "https://localhost"}, "CORS_ORIGINS"),  # another port
        (DEFAULTS, {"Origin": "http://localhost:8000.evil.example"}, "CORS_ORIGINS"),
        (DEFAULTS, {"Origin": "null"}, "name its origin in CORS_ORIGINS"),
        (DEFAULTS, {"Origin": "*"}, "name its origin in CORS_ORIGINS"),
        (DEFAULTS, {"Origin": ""}, "name its origin in CORS_ORIGINS"),
        (DEFAULTS, {"Origin": "http://["}, "name its origin in CORS_ORIGINS"),
        (DEFAULTS, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, "CORS_ORIGINS"),
        (DEFAULTS, {"Origin": "https://$(reboot)"}, "name its origin in CORS_ORIGINS"),
        (DEFAULTS, {"Origin": f"https://{LONG}"}, "CORS_ORIGINS"),
        (DEFAULTS, {"Sec-Fetch-Site": "cross-site"}, "name its origin in CORS_ORIGINS"),
        (DEFAULTS, {"Sec-Fetch-Site": "same-site"}, "name its origin in CORS_ORIGINS"),
    ],
)
def test_a_foreign_page_changes_nothing(
    method: str, origins: str, headers: dict[str, str], advice: str
) -> None:
    exchange = write(method, origins, "localhost:8000", headers)
    document = exchange.problem(403, "origin_refused")
    origin = headers.get("Origin")
    assert document["values"] == {"origin": None if origin is None else origin[:200]}
    assert advice in document["advice"]
    assert "access-control-allow-origin" not in exchange.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_only_reads_is_left_to_cors(method: str) -> None:
    assert write(method, "", "localhost:8000", {"Origin": EVIL}).status == 200
