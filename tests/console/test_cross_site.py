"""Pages of other sites in a real browser: they write nothing and read nothing unless named."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import httpx
import pytest
from playwright.sync_api import Browser, Page, Response, expect

from local.names import MODELS_BUCKET
from tests.console.browse import choose
from tests.console.conftest import PATIENCE_MS, TAKES
from tests.e2e.conftest import Stack, alone
from topology.environment import ACCESS_KEY, REGION, SECRET_KEY

API = "/api/v1"
FORM = {"label": "good", "singer": "somebody"}
ANYWHERE = "0.0.0.0"  # noqa: S104 - the case under test
BLOCKED = "Failed to fetch"
DONE = "sent"

_UPLOAD = """async ([url, mode]) => {
  const form = new FormData();
  const sound = await (await fetch("/take")).blob();
  form.append("files", new File([sound], "theirs.ogg", { type: "audio/ogg" }));
  form.append("label", "bad");
  form.append("singer", "an enemy");
  const answer = await fetch(url, { method: "POST", mode, body: form });
  return answer.type === "opaque" ? "sent" : String(answer.status);
}"""
_ASK = """async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    return answer.type === "opaque" ? "sent" : await answer.text();
  } catch (error) { return error.message; }
}"""
_BEACON = """(url) => { navigator.sendBeacon(url, "{}"); }"""
_SUBMIT = """([url, fields, enctype]) => {
  const form = document.createElement("form");
  Object.assign(form, { action: url, method: "POST", enctype });
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    Object.assign(input, { name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""
_SANDBOX = """(url) => new Promise((resolve) => {
  addEventListener("message", (event) => resolve(event.data));
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.srcdoc = `<script>fetch("${url}", { method: "POST", mode: "no-cors" })
    .then(() => "sent", (error) => error.message)
    .then((told) => parent.postMessage(told, "*"))</` + "script>";
  document.body.append(frame);
})"""


class Site(BaseHTTPRequestHandler):
    """A web server of somebody else: an empty page, and a recording."""

    def do_GET(self) -> None:
        """Answer."""
        page = self.path != "/take"
        content = b"<!doctype html><p>hello" if page else (TAKES / "bad_01.ogg").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if page else "audio/ogg")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@dataclass
class Visit:
    """A page, and what the servers of the stack answered to it.

    Attributes
    ----------
    answers : method and status of every answer to a request that could change something.
    """

    page: Page
    stack: Stack
    answers: list[tuple[str, int]] = field(default_factory=list)

    def hear(self, answer: Response) -> None:
        """Note an answer."""
        if answer.request.method not in {"GET", "OPTIONS"}:
            self.answers.append((answer.request.method, answer.status))

    def ask(self, path: str, **options: object) -> str:
        """Fetch from the stack; return the body, or that it may not be read."""
        return str(self.page.evaluate(_ASK, [self.stack.base + path, options]))

    def wait(self, count: int) -> list[tuple[str, int]]:
        """Wait until so many of its requests were answered; return the answers."""
        for _ in range(PATIENCE_MS // 50):
            if len(self.answers) >= count:
                break
            self.page.wait_for_timeout(50)
        return self.answers


@pytest.fixture(scope="module")
def mapped(browser: Browser) -> Iterator[Browser]:
    """Start a browser for which every host below .example is this machine."""
    other = browser.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=[
            "--host-resolver-rules=MAP *.example 127.0.0.1",
            "--no-proxy-server",
            # Newer ones ask the user before a page may reach this machine; others do not.
            "--disable-features=LocalNetworkAccessChecks",
        ],
    )
    yield other
    other.close()


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def own() -> Iterator[Stack]:
    """Start a stack that names the pages of app.example, with one recording in it."""
    with alone(CORS_ORIGINS="http://app.example:*", AWS_SECRET="") as running:
        take = {"files": ("mine.ogg", (TAKES / "good_02.ogg").read_bytes())}
        with httpx.Client(base_url=running.base, trust_env=False, timeout=60) as client:
            assert client.post(f"{API}/upload-data", files=take, data=FORM).is_success
        yield running


def held(stack: Stack) -> tuple[list[str], int]:
    """Return the files of the labelled recordings, and how many trainings there were."""
    with httpx.Client(base_url=stack.base, trust_env=False, timeout=60) as client:
        recordings = client.get(f"{API}/data").json()["recordings"]
        return [each["filename"] for each in recordings], len(
            client.get(f"{API}/training-jobs").json()["jobs"]
        )


def visit(browser: Browser, stack: Stack, address: str) -> Iterator[Visit]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    visited = Visit(page, stack)
    page.on("response", visited.hear)
    page.goto(address)
    yield visited
    context.close()


@pytest.fixture
def evil(mapped: Browser, own: Stack, site: int) -> Iterator[Visit]:
    yield from visit(mapped, own, f"http://evil.example:{site}/")
    assert held(own) == (["mine.ogg"], 0)


@pytest.fixture
def named(mapped: Browser, own: Stack, site: int) -> Iterator[Visit]:
    yield from visit(mapped, own, f"http://app.example:{site}/")


def test_what_a_page_sends_without_asking_is_refused(evil: Visit, own: Stack) -> None:
    upload = [f"{own.base}{API}/upload-data", "no-cors"]
    assert evil.page.evaluate(_UPLOAD, upload) == DONE
    plain = {"mode": "no-cors", "method": "POST", "body": "{}"}
    for path in ("/retrain", "/training-jobs/x/cancel", "/models/x/promote", "/uploads"):
        assert evil.ask(API + path, **plain) == DONE
    assert evil.wait(5) == [("POST", 403)] * 5
    # The answer to a frame that begins at once is not always told to us.
    assert evil.page.evaluate(_SANDBOX, f"{own.base}{API}/retrain") == DONE
    assert set(evil.answers) == {("POST", 403)}
    with evil.page.expect_request("**/training-jobs/y/cancel"):  # its answer is not told to us
        evil.page.evaluate(_BEACON, f"{own.base}{API}/training-jobs/y/cancel")


@pytest.mark.parametrize("path", ["/retrain", "/upload-data", "/data/import"])
def test_a_form_that_leads_the_browser_to_the_stack_is_refused(
    evil: Visit, own: Stack, path: str
) -> None:
    with evil.page.expect_navigation():
        evil.page.evaluate(_SUBMIT, [f"{own.base}{API}{path}", FORM, "multipart/form-data"])
    assert "origin_refused" in evil.page.content()
    assert evil.answers == [("POST", 403)]


def test_a_page_gets_no_leave_to_delete_and_reads_nothing(evil: Visit, own: Stack) -> None:
    with httpx.Client(base_url=own.base, trust_env=False) as client:
        (mine,) = client.get(f"{API}/data").json()["recordings"]
    assert evil.ask(f"{API}/data/{mine['id']}", method="DELETE") == BLOCKED
    json = {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": "{}"}
    assert evil.ask(f"{API}/retrain", **json) == BLOCKED
    assert evil.ask(f"{API}/data") == BLOCKED
    assert evil.ask(f"{API}/nothing") == BLOCKED
    assert evil.ask(f"{API}/retrain", method="POST") == BLOCKED  # the refusal itself
    assert evil.ask(f"/{'x' * 11_000}") == BLOCKED  # the gateway's own error
    assert evil.ask(f"{API}/data", mode="no-cors") == DONE  # opaque: no script can look into it


def test_a_page_whose_name_leads_here_neither_reads_nor_deletes(evil: Visit, own: Stack) -> None:
    with httpx.Client(base_url=own.base, trust_env=False) as client:
        (mine,) = client.get(f"{API}/data").json()["recordings"]
    rebound = own.base.replace("127.0.0.1", "evil.example")
    # From its own server, until its name is given another address.
    evil.page.route(
        f"{rebound}/", lambda route: route.fulfill(body="<p>", content_type="text/html")
    )
    evil.page.goto(f"{rebound}/")
    evil.stack = Stack(own.process, rebound, own.banner)
    for path in (f"{API}/data", "/index.html", "/openapi.json"):
        told = evil.ask(path)
        assert "host_refused" in told
        assert "mine.ogg" not in told
    assert "host_refused" in evil.ask(f"{API}/data/{mine['id']}", method="DELETE")
    assert "host_refused" in evil.ask(f"{API}/retrain", method="POST")
    assert evil.answers == [("DELETE", 421), ("POST", 421)]


def test_a_page_cannot_sign_for_the_store(evil: Visit, own: Stack) -> None:
    s3 = boto3.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION).client(
        "s3", endpoint_url=own.aws
    )
    form = s3.generate_presigned_post(MODELS_BUCKET, "models/theirs")
    with evil.page.expect_navigation():
        fields = {**form["fields"], "file": "anything"}
        evil.page.evaluate(_SUBMIT, [form["url"], fields, "multipart/form-data"])
    assert evil.answers == [("POST", 403)]
    assert "SignatureDoesNotMatch" in evil.page.content()


def test_a_page_that_is_named_writes_and_reads(named: Visit, own: Stack) -> None:
    upload = [f"{own.base}{API}/upload-data", "cors"]
    assert named.page.evaluate(_UPLOAD, upload) == "200"
    assert held(own)[0] == ["theirs.ogg", "mine.ogg"]
    assert "theirs.ogg" in named.ask(f"{API}/data")
    with httpx.Client(base_url=own.base, trust_env=False) as client:
        theirs, _ = client.get(f"{API}/data").json()["recordings"]
    assert "theirs" not in named.ask(f"{API}/data/{theirs['id']}", method="DELETE")
    assert held(own)[0] == ["mine.ogg"]
    assert "headers_too_large" in named.ask(f"/{'x' * 11_000}")
    assert [method for method, status in named.answers if status < 300] == ["POST", "DELETE"]


@pytest.fixture(scope="module")
def everywhere() -> Iterator[Stack]:
    with alone(HOST=ANYWHERE, ALLOWED_HOSTS="talent.example", CORS_ORIGINS="") as running:
        yield running


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "talent.example"])
def test_the_console_works_under_every_host_that_is_allowed(
    mapped: Browser, everywhere: Stack, host: str
) -> None:
    address = everywhere.base.replace("127.0.0.1", host)
    for visited in visit(mapped, everywhere, f"{address}/"):
        choose(visited.page, TAKES / "good_02.ogg")
        expect(visited.page.locator(".report .badge")).to_contain_text("Good")
        assert visited.answers == [("POST", 200)]
