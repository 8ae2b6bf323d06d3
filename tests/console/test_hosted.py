"""The page on a host of its own, as CloudFront serves it: the API and the store are elsewhere."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from functions.deployment_hooks.deploy_console import FOLDER, PREFIX, apply_console
from local.gateway.console import Console
from talent.ports import ObjectStore
from tests.console.browse import choose
from tests.console.conftest import TAKES, opened
from tests.e2e.conftest import Stack


@dataclass
class Bucket:
    """Keeps what a deployment puts there: content and type by key."""

    kept: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Store a file."""
        self.kept[key] = (content, content_type)


@pytest.fixture(scope="module")
def store(client: httpx.Client) -> str:
    """Return the origin of the store of uploads, as its forms name it."""
    leave = client.post("/api/v1/uploads", json={"content_type": "audio/wav"}).json()
    parts = urlsplit(leave["url"])
    return f"{parts.scheme}://{parts.netloc}"


@pytest.fixture(scope="module")
def host(stack: Stack, store: str) -> Iterator[str]:
    """Deploy the page beside the stack; return its origin."""
    bucket = Bucket()
    asked = {"RequestType": "Create", "ResourceProperties": {"Config": {"api_base": stack.base}}}
    apply_console(asked, FOLDER, cast(ObjectStore, bucket))
    local = Console(stack.base, store).answer("GET", "/index.html", {})
    assert local is not None
    policy = dict(local.headers)["content-security-policy"]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.partition("?")[0].lstrip("/") or "index.html"
            content, media_type = bucket.kept.get(PREFIX + name, (b"", ""))
            self.send_response(200 if content else 403)
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def elsewhere(browser: Browser, host: str) -> Iterator[Page]:
    yield from opened(browser, host)


def test_a_take_is_judged_across_origins(elsewhere: Page, stack: Stack) -> None:
    with elsewhere.expect_response(lambda answer: "predictions/single" in answer.url) as found:
        choose(elsewhere, TAKES / "good_02.ogg")
    assert found.value.url.startswith(stack.base)
    expect(elsewhere.locator(".report .badge")).to_contain_text("Good")


def test_a_long_take_goes_to_the_store_and_its_judgement_comes_back(
    elsewhere: Page, store: str, long_take: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(long_take)
    with elsewhere.expect_request(lambda asked: asked.url.startswith(store)) as found:
        choose(elsewhere, path)
    assert found.value.method == "POST"
    expect(elsewhere.locator(".report .badge")).to_contain_text("Good")


def test_the_documentation_is_the_apis(elsewhere: Page, stack: Stack) -> None:
    links = elsewhere.locator(f'a[href^="{stack.base}/"]')
    expect(links.first).to_be_attached()
