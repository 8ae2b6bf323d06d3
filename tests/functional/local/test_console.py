"""The console's files as the gateway serves them, beside the functions."""

import gzip
import re

import pytest

from local.gateway.console import FOLDER, Console

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture(scope="module")
def console() -> Console:
    return Console("http://127.0.0.1:9000")


def test_a_browser_gets_the_page_and_a_program_the_api(console: Console) -> None:
    page = console.answer("GET", "/", BROWSER)
    assert page is not None
    assert page.body == (FOLDER / "index.html").read_bytes()
    assert console.answer("GET", "/", {"Accept": "*/*"}) is None
    assert console.answer("POST", "/", BROWSER) is None


def test_all_that_the_page_names_is_there(console: Console) -> None:
    named = re.findall(r'(?:href|src)="([^"]+)"', (FOLDER / "index.html").read_text("utf-8"))
    assert len(named) > 4
    for name in named:
        assert console.answer("GET", f"/{name}", {}) is not None, name


@pytest.mark.parametrize(
    "path",
    [
        "/headers.json",
        "/takes/README.md",
        "/../README.md",
        "/js/../index.html",
        "/js",
        "/nothing.js",
    ],
)
def test_nothing_else_is_served(console: Console, path: str) -> None:
    assert console.answer("GET", path, BROWSER) is None


def test_the_policy_forbids_all_that_is_not_named(console: Console) -> None:
    page = console.answer("GET", "/", BROWSER)
    assert page is not None
    policy = dict(page.headers)["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self' http://127.0.0.1:9000;" in policy
    assert "unsafe" not in policy
    assert "{" not in policy


def test_what_did_not_change_is_not_sent_again(console: Console) -> None:
    first = console.answer("GET", "/js/main.js", {"Accept-Encoding": "gzip"})
    assert first is not None
    assert gzip.decompress(first.body) == (FOLDER / "js" / "main.js").read_bytes()
    etag = dict(first.headers)["etag"]
    for known, status in ((etag, 304), (etag.removeprefix("W/"), 304), ("*", 304), ('"x"', 200)):
        again = console.answer("GET", "/js/main.js", {"If-None-Match": known})
        assert again is not None
        assert again.status == status, known
        assert (again.body == b"") is (status == 304), known
