"""What a user meets: the ready banner, answers over HTTP, garbage, Ctrl-C."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from local import example
from local.paths import ROOT
from tests.e2e.conftest import Stack, alone, start

SINGLE = "/api/v1/predictions/single"
BATCH = "/api/v1/predictions/batch"


def problem(response: httpx.Response, status: int, code: str) -> None:
    """Check that a response is a problem."""
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["request_id"] == response.headers["x-request-id"]


def test_the_banner_says_what_runs_where(stack: Stack) -> None:
    assert f"{stack.base}/docs" in stack.banner
    assert f"make sample\n  {example.request(stack.base)}" in stack.banner
    assert "nothing survives a restart" in stack.banner


def test_health(client: httpx.Client) -> None:
    answer = client.get("/api/v1/health").json()
    assert (answer["status"], answer["model_loaded"]) == ("healthy", True)


def test_one_recording(client: httpx.Client, song: bytes) -> None:
    response = client.post(SINGLE, files={"file": ("take.wav", song)})
    answer = response.json()
    assert response.status_code == 200, answer
    assert response.headers["content-encoding"] == "gzip"
    assert answer["filename"] == "take.wav"
    assert answer["probability_good"] + answer["probability_bad"] == pytest.approx(1.0)
    again = client.post(SINGLE, files={"file": ("take.wav", song)}).json()
    assert {**again, "timestamp": ""} == {**answer, "timestamp": ""}


def test_a_batch_with_a_bad_file(client: httpx.Client, song: bytes) -> None:
    files = [("files", ("a.wav", song)), ("files", ("b.txt", b"no sound at all"))]
    answer = client.post(BATCH, files=files).json()
    assert (answer["successful"], answer["failed"]) == (1, 1)
    assert answer["results"][1]["error"]["code"] == "unsupported_format"


def test_several_at_the_same_time(client: httpx.Client, song: bytes) -> None:
    def ask(_: int) -> float:
        answer = client.post(SINGLE, files={"file": ("take.wav", song)})
        return float(answer.json()["probability_good"])

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(ask, range(12)))) == 1


def test_the_pages_are_whole_and_need_no_internet(client: httpx.Client) -> None:
    for path in ("/docs", "/redoc"):
        page = client.get(path)
        assert page.status_code == 200
        references = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert references
        for reference in references:
            assert not re.match(r"(\w+:)?//", reference)
            asset = client.get("/" + reference)
            assert asset.status_code == 200
            assert len(asset.content) > 10
    assert client.get("/openapi.json").json()["openapi"].startswith("3.")


def test_a_recording_too_large_for_one_request(client: httpx.Client) -> None:
    for size in (4_600_000, 5_500_000, 12_000_000):
        problem(client.post(SINGLE, files={"file": ("a.wav", bytes(size))}), 413, "too_large")


def test_garbage(client: httpx.Client) -> None:
    problem(client.get("/nothing/here"), 404, "not_found")
    problem(client.put("/api/v1/health"), 405, "method_not_allowed")
    problem(client.post(SINGLE, json={"file": "x"}), 422, "invalid_request")
    problem(
        client.post(SINGLE, files={"file": ("a.wav", os.urandom(9999))}), 415, "unsupported_format"
    )
    assert client.head("/docs").content == b""


@pytest.mark.parametrize(
    "sent", [b"garbage\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET / HTTP/9\r\n\r\n"]
)
def test_what_is_not_http(stack: Stack, client: httpx.Client, sent: bytes) -> None:
    port = int(stack.base.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").read()
    assert answer == b"" or b"not_http" in answer
    assert client.get("/api/v1/health").status_code == 200


def test_five_gigabytes_are_refused_at_once(stack: Stack) -> None:
    port = int(stack.base.rpartition(":")[2])
    head = f"POST {SINGLE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {5 * 2**30}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.makefile("rb").read(12) == b"HTTP/1.1 413"


def test_a_worker_that_dies_is_replaced(stack: Stack, client: httpx.Client) -> None:
    for pid in stack.children():
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert client.get("/api/v1/health").status_code == 200
    problem(client.post(SINGLE), 415, "not_multipart")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_in_the_middle_of_work(song: bytes, number: int) -> None:
    with (
        alone() as stack,
        httpx.Client(base_url=stack.base, trust_env=False, timeout=30) as client,
        ThreadPoolExecutor(1) as threads,
        _half_sent(stack),
    ):
        children = stack.children()
        health = client.get("/api/v1/health")
        assert health.status_code == 200, health.text
        files = [("files", (str(n), song)) for n in range(6)]
        answer = threads.submit(client.post, BATCH, files=files)
        time.sleep(0.1)
        began = time.monotonic()
        rest = stack.end(number)
        # The body that never ends would hold it for good; a busy machine only for some seconds.
        assert time.monotonic() - began < 15
        assert answer.exception() or answer.result().status_code in {200, 502}
    assert stack.process.returncode == 0
    assert not re.search("Traceback|Error", rest)
    assert len(children) >= 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def _half_sent(stack: Stack) -> socket.socket:
    """Return a connection on which a body has begun and does not end."""
    connection = socket.create_connection(("127.0.0.1", int(stack.base.rpartition(":")[2])))
    head = f"POST {SINGLE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"
    connection.sendall(head.encode())
    return connection


def test_no_orphans_when_it_is_killed() -> None:
    stack = start()
    children = stack.children()
    stack.process.kill()
    stack.process.communicate()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "-m", "local"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        f"Port {port} is in use by another program: stop it, or choose another: "
        f"PORT={port + 1} make run\n"
    )
