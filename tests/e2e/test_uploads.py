"""Recordings through S3 and the queue, as clients send them: none gets lost, whatever it is."""

import io
import os
import re
import signal
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import numpy as np
import pytest
from botocore.exceptions import ClientError

from local.gateway.web_server import free_port
from local.names import DEAD_LETTERS, UPLOADS_QUEUE
from local.paths import ROOT
from tests.e2e.conftest import Stack, alone, start
from topology.environment import aws_environment

UPLOADS = "/api/v1/uploads"
FINAL = {"done", "refused", "failed"}
MANY = {"RATE_LIMIT": "100000", "BURST_LIMIT": "100000"}
ODD = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "odd-audio"


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    stack = start(**MANY)
    yield stack
    rest = stack.end()
    assert stack.process.returncode == 0, rest


@pytest.fixture
def http(running: Stack) -> Iterator[httpx.Client]:
    with browser(running) as client:
        yield client


def browser(stack: Stack) -> httpx.Client:
    """Return a client of a stack."""
    return httpx.Client(base_url=stack.base, timeout=60, trust_env=False)


def sound(seconds: float, frequency: float = 440.0, rate: int = 8_000) -> bytes:
    """Make a WAV of one steady tone."""
    time_ = np.arange(int(seconds * rate)) / rate
    samples = (8_000 * np.sin(2 * np.pi * frequency * time_)).astype("<i2")
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setparams((1, 2, rate, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())
    return held.getvalue()


def permitted(http: httpx.Client, **asked: object) -> Any:
    answer = http.post(UPLOADS, json={"content_type": "audio/wav", **asked})
    assert answer.status_code == 201, answer.text
    return answer.json()


def send(http: httpx.Client, content: bytes, **asked: object) -> str:
    """Upload a recording straight to S3; return its id."""
    leave = permitted(http, **asked)
    sent = http.post(leave["url"], data=leave["fields"], files={"file": ("x", content)})
    assert sent.status_code == 204, sent.text
    return str(leave["id"])


def upload(http: httpx.Client, one: str) -> Any:
    answer = http.get(f"{UPLOADS}/{one}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def wait(until: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.05)


def final(http: httpx.Client, ids: list[str], seconds: float = 60) -> list[str]:
    """Wait until all are final; return their statuses."""
    statuses: dict[str, str] = {}

    def look() -> bool:
        for one in ids:
            if statuses.get(one) not in FINAL:
                statuses[one] = upload(http, one)["status"]
        return set(statuses.values()) <= FINAL

    wait(look, seconds)
    return [statuses[one] for one in ids]


def messages(stack: Stack, queue: str) -> int:
    """Return how many messages a queue holds, those in somebody's hands too."""
    keys = aws_environment(stack.aws)
    sqs = boto3.client(
        "sqs",
        endpoint_url=stack.aws,
        region_name=keys["AWS_REGION"],
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
    )
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(value) for value in found.values())


def test_an_upload_is_judged_as_the_same_file_sent_directly(
    http: httpx.Client, song: bytes
) -> None:
    one = send(http, song, filename="lied.wav")
    assert final(http, [one]) == ["done"]
    found = http.get(f"/api/v1/predictions/{one}")
    result = found.json()["result"]
    direct = http.post("/api/v1/predictions/single", files={"file": ("lied.wav", song)}).json()
    assert {**result, "timestamp": ""} == {**direct, "timestamp": ""}
    again = http.get(f"/api/v1/predictions/{one}", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304


def test_a_recording_that_kills_its_worker_fails_alone(
    running: Stack, http: httpx.Client, song: bytes
) -> None:
    before = messages(running, DEAD_LETTERS)
    killer = send(http, sound(599.0, rate=22_050), filename="killer.wav")
    others: list[str] = []
    for attempt in (1, 2):
        wait(lambda: upload(http, killer)["attempts"] == attempt)  # noqa: B023 - used at once
        for pid in running.workers("analyse"):
            os.kill(pid, signal.SIGKILL)
        others += [send(http, song) for _ in range(3)]
    assert final(http, [killer]) == ["failed"]
    assert upload(http, killer)["error"]["code"]
    assert final(http, others) == ["done"] * 6
    wait(lambda: messages(running, UPLOADS_QUEUE) == 0)
    assert messages(running, DEAD_LETTERS) == before + 1


@pytest.mark.skipif(not ODD.is_dir(), reason="the folder odd-audio is not in ../shared/data")
def test_every_odd_file_ends_in_a_final_state(running: Stack, http: httpx.Client) -> None:
    before = messages(running, DEAD_LETTERS)
    files = [path for path in sorted(ODD.rglob("*")) if path.is_file()]
    sent = {path: send(http, path.read_bytes()) for path in files if path.stat().st_size}
    assert len(sent) > 150
    statuses = final(http, list(sent.values()), seconds=300)
    assert set(statuses) <= {"done", "refused"}
    assert messages(running, DEAD_LETTERS) == before


def test_uploads_and_labels_survive_even_if_the_stack_is_killed(
    tmp_path: Path, song: bytes
) -> None:
    folder = {"DATA_DIR": str(tmp_path / "data")}
    with alone(**folder) as stack, browser(stack) as http:
        assert f"kept in {folder['DATA_DIR']}" in stack.banner
        one = send(http, song, filename="lied.wav")
        assert final(http, [one]) == ["done"]
        kept = http.post(
            "/api/v1/upload-data",
            files={"files": ("lied.wav", song)},
            data={"label": "good", "singer": "ann"},
        )
        assert kept.json()["uploaded_files"] == 1, kept.text
        judged = http.get(f"/api/v1/predictions/{one}").content
        data = http.get("/api/v1/data").json()
        for pid in stack.workers("analyse"):
            os.kill(pid, signal.SIGSTOP)
        late = send(http, song, filename="late.wav")  # nobody gets round to it before the end
        time.sleep(2)
    with alone(**folder) as stack, browser(stack) as http:
        assert http.get(f"/api/v1/predictions/{one}").content == judged
        assert http.get("/api/v1/data").json() == data
        assert final(http, [late]) == ["done"]
        assert not re.search("Traceback|Error", stack.end())
        assert stack.process.returncode == 0


def test_a_folder_in_use_is_one_clear_sentence(tmp_path: Path) -> None:
    with (
        alone(DATA_DIR=str(tmp_path)),
        pytest.raises(
            AssertionError, match=r"start:\nDATA_DIR=.* is in use by another running stack"
        ),
    ):
        start(DATA_DIR=str(tmp_path))


def test_other_machines_may_upload_where_that_is_wanted(song: bytes) -> None:
    port = free_port()
    public = f"http://localhost:{port}"  # a name, which bucket.name could not be resolved from
    with alone(
        HOST="0.0.0.0",  # noqa: S104 - meant
        AWS_PORT=str(port),
        PUBLIC_AWS_URL=public,
    ) as stack:
        assert f"uploads        {public}" in stack.banner
        with browser(stack) as http:
            leave = permitted(http)
            assert leave["url"].startswith(public + "/")
            assert final(http, [send(http, song)]) == ["done"]
    with alone(HOST="0.0.0.0") as stack:  # noqa: S104 - meant
        assert "other machines cannot reach: set AWS_PORT" in stack.banner


def test_a_key_that_everybody_can_read_opens_nothing() -> None:
    with alone(AWS_SECRET="") as stack, pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        messages(stack, UPLOADS_QUEUE)
