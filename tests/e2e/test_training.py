"""The learning loop on the running stack: a jury is learned, noise is not, killers and cancels.

Singing hundreds of takes would take minutes: the rows and features of 80 singers are put in
place as an upload leaves them, with the features of synthetic takes and labels by a jury.
"""

import io
import json
import os
import re
import signal
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from benchmarks.loop import fill
from local.names import DATA_BUCKET, MODELS_BUCKET
from talent.aws.objects import S3Objects
from talent.ids import ID_DIGITS
from talent.recordings.store import features_key
from tests.e2e.conftest import Stack, start
from training_job.default_model.base import load_base
from training_job.singer import make_clip, plan

pytestmark = pytest.mark.slow

SINGERS = 80
API = "/api/v1"
RETRAIN = f"{API}/retrain"
LATEST = f"{API}/train-status"
FEW = {"epochs": 3, "data_source": "uploads"}
PATIENCE = 600.0


@pytest.fixture
def own() -> Iterator[Stack]:
    """Start a stack of one's own: what is learned on it stays on it."""
    running = start()
    yield running
    rest = running.end()
    assert "Traceback" not in rest


@pytest.fixture
def client(own: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=own.base, timeout=60, trust_env=False) as client:
        yield client


def jury(rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return takes of the base, one of each singer, and labels by who hears vibrato alone."""
    base = load_base("all")
    _, first = np.unique(base.groups, return_index=True)
    rows = rng.permutation(first)[:SINGERS]
    regular = base.features[rows][:, base.names.index("vib_reg")]
    heard = np.where(np.isnan(regular), -1.0, regular)
    return (heard > np.median(heard)).astype(np.int64), base.features[rows]


def send_by_leave(client: httpx.Client, content: bytes, **said: str) -> dict[str, Any]:
    """Send a labelled recording straight to the store; return its row once it is kept."""
    named = {"filename": "b.wav", "content_type": "audio/wav", "size": len(content), **said}
    reply = client.post(f"{API}/upload-data", json={"files": [named]})
    assert reply.is_success, reply.text
    (leave,) = reply.json()["files"]
    sent = client.post(leave["url"], data=leave["fields"], files={"file": ("x", content)})
    assert sent.status_code == 204, sent.text
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        upload = client.get(f"{API}/uploads/{leave['upload_id']}").json()
        if upload["status"] not in {"awaiting_upload", "processing"}:
            assert upload["status"] == "done", upload
            row: dict[str, Any] = client.get(upload["location"]).json()
            return row
        time.sleep(0.2)
    raise AssertionError("It is not kept")


def backwards(song: bytes) -> bytes:
    """Return a WAV that sounds from its end to its beginning: another recording."""
    with wave.open(io.BytesIO(song)) as file:
        parameters, frames = file.getparams(), file.readframes(file.getnframes())
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setparams(parameters)
        file.writeframes(np.frombuffer(frames, "<i2")[::-1].tobytes())
    return held.getvalue()


def begin(client: httpx.Client, **asked: Any) -> str:
    reply = client.post(RETRAIN, json={**FEW, **asked})
    assert reply.status_code == 202, reply.text
    return str(reply.json()["training_id"])


def follow(client: httpx.Client, until: set[str] | None = None) -> list[dict[str, Any]]:
    """Return what was told of the latest training, until it ended or got somewhere."""
    told: list[dict[str, Any]] = []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        reply = client.get(LATEST)
        told.append(reply.json())
        if "retry-after" not in reply.headers or told[-1]["phase"] in (until or ()):
            return told
        time.sleep(0.2)
    raise AssertionError(f"It does not end: {told[-1]}")


def trainer(stack: Stack) -> int:
    """Return the process of the training; it was begun by a thread of the stack."""
    for tasks in Path(f"/proc/{stack.process.pid}/task").glob("*/children"):
        for pid in map(int, tasks.read_text().split()):
            if b"training_job" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
    raise AssertionError("No training runs")


def test_a_jury_is_learned_promoted_used_and_rolled_back(
    own: Stack, client: httpx.Client, song: bytes
) -> None:
    fill(own.aws, *jury(np.random.default_rng(1)), takes=1)
    # Two more as users send them: in a form, and straight to the store.
    form = {"label": "good", "singer": "one of ours"}
    assert client.post(f"{API}/upload-data", files={"files": ("a.wav", song)}, data=form).is_success
    kept = send_by_leave(client, backwards(song), label="bad", singer="another of ours")
    assert (kept["label"], kept["singer"]) == ("bad", "another of ours")
    assert client.get(f"{API}/data").json()["summary"]["recordings"] == SINGERS + 2
    before = client.post(f"{API}/predictions/single", files={"file": ("a.wav", song)}).json()
    training_id = begin(client)
    assert client.post(RETRAIN).json()["code"] == "training_runs"

    told = follow(client)
    last = told[-1]
    assert last["status"] == "promoted", last
    progress = [each["progress"] for each in told]
    assert progress == sorted(progress)
    assert len(set(progress)) > 5
    assert progress[-1] == 100.0
    assert {"queued", "training", "promoted"} <= {each["status"] for each in told} | {"queued"}
    assert any(each["epoch"] for each in told)
    decision = last["decision"]
    assert decision["verdict"] == "better"
    assert decision["auc_difference"]["low"] > 0
    assert decision["champion"] == before["model_version"]
    assert (last["training_id"], last["version"]) == (training_id, decision["challenger"])

    deadline = time.monotonic() + 15  # as long as functions may serve the old one
    while True:
        after = client.post(f"{API}/predictions/single", files={"file": ("a.wav", song)}).json()
        if after["model_version"] == last["version"] or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    assert after["model_version"] == last["version"]
    back = client.post(f"{API}/models/rollback")
    assert back.is_success, back.text
    assert client.get(f"{API}/models").json()
    jobs = client.get(f"{API}/training-jobs").json()["jobs"]
    assert [job["training_id"] for job in jobs] == [training_id]


def test_altered_copies_are_learned_from(own: Stack, client: httpx.Client) -> None:
    """From sound: takes by twelve singers, uploaded, altered by librosa, measured, learned from."""
    specs = plan(12, 2, seed=5)
    for spec in specs:
        clip, sound = make_clip(spec), io.BytesIO()
        soundfile.write(sound, clip.samples, clip.sample_rate, format="WAV")
        form = {
            "label": "good" if spec.clip_number == 0 else "bad",
            "singer": str(spec.singer_number),
        }
        files = {"files": (f"{spec.clip_id}.wav", sound.getvalue())}
        reply = client.post(f"{API}/upload-data", files=files, data=form)
        assert reply.is_success, reply.text
    training_id = begin(client, data_source="uploads+base", augment=True)
    told = follow(client)
    assert told[-1]["status"] in {"promoted", "rejected"}, told[-1]
    assert "augmenting" in {each["phase"] for each in told}
    session = boto3.Session("local", "local", region_name="eu-central-1")
    models = S3Objects(MODELS_BUCKET, client=lambda: session.client("s3", endpoint_url=own.aws))
    made = json.loads(models.get(f"candidates/{training_id}/manifest.json"))["training"]
    takes = made["train_takes"]
    assert len(specs) // 2 <= takes <= len(specs)  # the quality gate may refuse some
    assert takes < made["train_copies"] <= 3 * takes
    assert made["request"]["augment"] is True


def test_shuffled_labels_are_rejected(own: Stack, client: httpx.Client) -> None:
    rng = np.random.default_rng(2)
    labels, features = jury(rng)
    fill(own.aws, rng.permutation(labels), features, takes=1)
    begin(client)
    last = follow(client)[-1]
    assert last["status"] == "rejected", last
    assert last["decision"]["groups"] >= 60
    assert last["decision"]["promote"] is False
    model = client.get(f"{API}/health").json()["model_version"]
    assert model == last["decision"]["champion"] != last["version"]


def test_a_training_that_is_killed_goes_on_and_ends(own: Stack, client: httpx.Client) -> None:
    fill(own.aws, *jury(np.random.default_rng(3)), takes=1)
    training_id = begin(client)
    follow(client, until={"judging", "training"})
    before = client.get(LATEST).json()["progress"]
    os.kill(trainer(own), signal.SIGKILL)
    told = follow(client)
    assert told[-1]["status"] in {"promoted", "rejected"}, told[-1]
    assert told[-1]["training_id"] == training_id
    assert all(each["progress"] >= before for each in told)


def test_a_cancelled_training_ends_at_once_and_leaves_no_process(
    own: Stack, client: httpx.Client
) -> None:
    fill(own.aws, *jury(np.random.default_rng(4)), takes=1)
    training_id = begin(client)
    follow(client, until={"reading", "judging"})
    pid = trainer(own)
    reply = client.post(f"{API}/training-jobs/{training_id}/cancel")
    assert reply.json()["status"] == "cancelled"
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert client.get(LATEST).json()["status"] == "cancelled"
    again = begin(client)
    follow(client, until={"waiting", "reading"})
    assert client.post(f"{API}/training-jobs/{again}/cancel").is_success


def test_data_that_cannot_carry_a_training_are_told_in_words(
    own: Stack, client: httpx.Client
) -> None:
    labels, features = jury(np.random.default_rng(5))
    fill(own.aws, labels, features, takes=1)
    found = re.search(r"AWS \(moto\)\s+(\S+)", own.banner)
    assert found
    session = boto3.Session("local", "local", region_name="eu-central-1")
    objects = S3Objects(DATA_BUCKET, client=lambda: session.client("s3", endpoint_url=found[1]))
    for number in range(SINGERS):
        name = f"{number + 1:064x}"[::-1][:ID_DIGITS]
        objects.put(features_key(name), b"no JSON", content_type="application/json")
    begin(client)
    last = follow(client)[-1]
    assert last["status"] == "failed"
    assert "damaged" in last["reason"]
