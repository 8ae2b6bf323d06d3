"""The real stack on a disk of 8 MB that gets full: writes are refused, nothing is lost."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.durable import take
from tests.e2e.conftest import alone
from tests.proofs import Proofs

SIZE = 8 * 2**20
SECONDS = 16.0
"""Of a take: 512 kB."""


@pytest.fixture
def small_disk(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        Proofs(pytestconfig, "A full disk").say(f"NOT PROVED, mounting failed: {done.stderr}")
        pytest.skip(f"mounting a tmpfs is not allowed here: {done.stderr}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def upload(http: httpx.Client, number: int) -> httpx.Response:
    files = {"files": (f"{number}.wav", take(number, SECONDS))}
    return http.post("/api/v1/upload-data", files=files, data={"label": "good"})


def predict(http: httpx.Client) -> None:
    files = {"file": ("x.wav", take(1))}
    answer = http.post("/api/v1/predictions/single", files=files)
    assert answer.status_code == 200, answer.text


def health(http: httpx.Client) -> tuple[str, str | None]:
    answer = http.get("/api/v1/health")
    assert answer.status_code == 200, answer.text
    return answer.json()["status"], answer.json()["reason"]


def check_healthy_soon(http: httpx.Client) -> None:
    deadline = time.monotonic() + 15
    while health(http) != ("healthy", None):
        assert time.monotonic() < deadline, health(http)
        time.sleep(0.1)


def rate(http: httpx.Client, one: str, rater: str) -> httpx.Response:
    return http.patch(f"/api/v1/data/{one}", json={"label": "bad", "rater": rater})


def data(http: httpx.Client) -> dict[str, Any]:
    """Return the raters of every recording."""
    rows = http.get("/api/v1/data?limit=100").json()["recordings"]
    details = [http.get(f"/api/v1/data/{row['id']}").json() for row in rows]
    return {one["id"]: {opinion["rater"] for opinion in one["opinions"]} for one in details}


def test_a_full_disk_refuses_writes_and_loses_nothing(small_disk: Path) -> None:
    where = {"DATA_DIR": str(small_disk / "data")}
    full = ("degraded", "No space left on device")
    raters: dict[str, set[str]] = {}
    with alone(**where) as stack, httpx.Client(base_url=stack.base, timeout=60) as http:
        assert health(http) == ("healthy", None)
        leave = http.post("/api/v1/uploads", json={"content_type": "audio/wav"}).json()
        for number in range(20):
            answer = upload(http, number)
            if answer.status_code != 200:
                break
            raters[answer.json()["files"][0]["recording_id"]] = {"anonymous"}
        assert answer.status_code == 507, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        error = answer.json()["files"][0]["error"]
        assert (error["status"], error["code"]) == (507, "storage_failed")
        assert "No space left on device" in error["detail"]
        assert health(http) == full
        predict(http)
        sent = http.post(
            leave["url"], data=leave["fields"], files={"file": ("x", take(999, SECONDS))}
        )
        assert sent.status_code == 507
        assert "<Code>InsufficientStorage</Code>" in sent.text

        # Room can be made through the API itself.
        gone = list(raters)[:2]
        for one in gone:
            assert http.delete(f"/api/v1/data/{one}").status_code == 200
            del raters[one]
        check_healthy_soon(http)
        again = upload(http, 100)
        assert again.status_code == 200, again.text
        raters[again.json()["files"][0]["recording_id"]] = {"anonymous"}

        # Somebody else takes the rest.
        ballast = small_disk / "ballast"
        fill(ballast)
        one = next(iter(raters))
        for number in range(1_000):
            answer = rate(http, one, f"rater-{number}")
            if answer.status_code != 200:
                break
            raters[one].add(f"rater-{number}")
        assert answer.status_code == 507, answer.text
        assert answer.json()["code"] == "storage_failed"
        assert health(http) == full
        predict(http)
        assert upload(http, 200).status_code == 507
        unsaved = stack.end()
        assert stack.process.returncode == 1
        assert "Not everything was saved" in unsaved
        assert "Traceback" not in unsaved
    with alone(**where) as stack, httpx.Client(base_url=stack.base, timeout=60) as http:
        assert data(http) == raters  # on the disk that is still full
        predict(http)
        ballast.unlink()
        fill(ballast, leave=2 * 2**20)
        check_healthy_soon(http)
        assert rate(http, one, "late").status_code == 200
        ballast.unlink()
        check_healthy_soon(http)
        stored = upload(http, 300)
        assert stored.status_code == 200, stored.text
        assert stack.end().count("Error") == 0
        assert stack.process.returncode == 0


def test_a_full_disk_recovers_without_a_restart(small_disk: Path) -> None:
    where = {"DATA_DIR": str(small_disk / "data")}
    with alone(**where) as stack, httpx.Client(base_url=stack.base, timeout=60) as http:
        one = upload(http, 1).json()["files"][0]["recording_id"]
        fill(small_disk / "ballast")
        number = 0
        while (answer := rate(http, one, f"rater-{number}")).status_code == 200:
            number += 1
        assert answer.status_code == 507
        (small_disk / "ballast").unlink()
        check_healthy_soon(http)
        again = rate(http, one, f"rater-{number}")
        assert again.status_code == 200
        raters = data(http)
        assert len(raters[one]) == number + 2
        assert stack.end() == "" or "works again" in stack.end()
        assert stack.process.returncode == 0
    with alone(**where) as stack, httpx.Client(base_url=stack.base, timeout=60) as http:
        assert data(http) == raters


def fill(path: Path, leave: int = 0) -> None:
    """Fill the disk but for so many bytes."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4_096))
        except OSError:
            file.truncate(max(file.tell() - leave, 0))
