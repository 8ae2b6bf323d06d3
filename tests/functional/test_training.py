"""Retraining over HTTP: begin, follow, stop, list."""

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.edge.entry import Handler
from local.functions import JOBS_TABLE
from talent.aws.jobs import DynamoJobs, JobProgress
from talent.aws.machine import StepFunctions
from talent.aws.recordings import DynamoRecordings
from talent.errors import StorageUnavailable
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.jobs import PROMOTING, JobStatus, Report
from talent.records import Label
from tests.functional.conftest import FakeMachine
from tests.functional.events import Reply, call, event, problem
from tests.unit.usecases.takes import NOW, recording

pytestmark = pytest.mark.usefixtures("aws")

RETRAIN = "/api/v1/retrain"
STATUS = "/api/v1/train-status"
JOBS = "/api/v1/training-jobs"


def post(api: Handler, path: str = RETRAIN, body: object = None, **headers: str) -> Reply:
    content = b"" if body is None else json.dumps(body).encode()
    known = {"Content-Type": "application/json"} | headers
    return call(api, event("POST", path, headers=known, body=content))


def get(
    api: Handler, path: str = STATUS, query: dict[str, str] | None = None, known: str = ""
) -> Reply:
    headers = {"If-None-Match": known} if known else None
    return call(api, event("GET", path, query=query, headers=headers))


def fill(recordings: DynamoRecordings, good: int, bad: int, singers: int) -> None:
    labels: list[Label] = [*["good"] * good, *["bad"] * bad]  # type: ignore[list-item]
    for number, label in enumerate(labels):
        recordings.save(
            recording(number, label, singer=f"s{number % singers}", features=(EXTRACTOR_VERSION,))
        )


@pytest.fixture
def begun(api: Handler, recordings: DynamoRecordings) -> dict[str, Any]:
    """Begin a training on 12 recordings by 4 singers."""
    fill(recordings, 6, 6, 4)
    reply = post(api)
    assert reply.status == 202, reply.body
    document: dict[str, Any] = reply.json()
    return document


@pytest.mark.parametrize("body", [None, {}, {"epochs": 50, "batch_size": 32}])
def test_every_field_is_optional(
    api: Handler, recordings: DynamoRecordings, machine: FakeMachine, jobs: DynamoJobs, body: object
) -> None:
    fill(recordings, 6, 6, 4)
    reply = post(api, body=body)
    document = reply.json()
    assert (reply.status, document["status"]) == (202, "queued")
    assert set(document) == {"status", "message", "training_id", "timestamp", "location"}
    training_id = document["training_id"]
    assert reply.headers["location"] == f"{STATUS}/{training_id}" == document["location"]
    assert machine.ends == {training_id: None}
    asked = jobs.get(training_id).request
    assert (asked.data_source, asked.batch_size, asked.test_share) == ("uploads+base", 32, 0.2)
    assert asked.epochs == (50 if body else 100)


@pytest.mark.parametrize(
    "body",
    [
        {"epoch": 50},
        {"epochs": 0},
        {"epochs": 1001},
        {"epochs": "50"},
        {"epochs": 1.5},
        {"batch_size": 0},
        {"batch_size": 10**30},
        {"test_share": 0.05},
        {"test_share": 0.6},
        {"test_share": "a"},
        {"data_source": "everything"},
        {"feature_set": "mfcc"},
        {"augment": "yes"},
        {"seed": -1},
        {"seed": 2**31},
        [],
        "retrain",
    ],
)
def test_what_makes_no_sense_is_refused(api: Handler, machine: FakeMachine, body: object) -> None:
    problem(post(api, body=body), 422, "invalid_request")
    assert not machine.ends


@pytest.mark.parametrize(
    ("source", "good", "bad", "singers", "missing"),
    [
        ("uploads+base", 0, 0, 1, (10, 4, 3, 3)),
        ("uploads+base", 9, 2, 4, (0, 0, 0, 1)),
        ("uploads+base", 6, 3, 3, (1, 1, 0, 0)),
        ("uploads", 15, 14, 10, (1, 0, 0, 0)),
        ("uploads", 25, 9, 9, (0, 1, 0, 1)),
    ],
)
def test_too_few_recordings_are_counted(
    api: Handler,
    recordings: DynamoRecordings,
    machine: FakeMachine,
    source: str,
    good: int,
    bad: int,
    singers: int,
    missing: tuple[int, int, int, int],
) -> None:
    fill(recordings, good, bad, singers)
    reply = post(api, body={"data_source": source})
    problem(reply, 422, "not_enough_data")
    values = reply.json()["values"]
    assert (values["recordings"], values["good"], values["bad"]) == (good + bad, good, bad)
    names = ("recordings", "singers", "good", "bad")
    assert tuple(values[f"missing_{name}"] for name in names) == missing
    for name, count in zip(names, missing, strict=True):
        assert (f"{count} more {name}" in reply.json()["advice"]) == (count > 0)
    assert not machine.ends


def test_what_cannot_be_learned_from_does_not_count(
    api: Handler, recordings: DynamoRecordings
) -> None:
    fill(recordings, 6, 3, 4)
    unfit: list[dict[str, Any]] = [{"consent": False}, {"features": (EXTRACTOR_VERSION - 1,)}]
    for number, facts in enumerate(unfit):
        recordings.save(
            recording(50 + number, "bad", **{"features": (EXTRACTOR_VERSION,), **facts})
        )
    recordings.save(recording(60, "good", "bad", features=(EXTRACTOR_VERSION,)))
    reply = post(api)
    problem(reply, 422, "not_enough_data")
    values = reply.json()["values"]
    assert values["recordings"] == 9
    for why in ("divided", "no_features", "no_consent"):
        assert values[f"excluded_{why}"] == 1
    assert "did not agree" in reply.json()["detail"]


def test_the_base_alone_needs_no_recordings(api: Handler) -> None:
    assert post(api, body={"data_source": "base"}).status == 202


def test_one_training_at_a_time(api: Handler, begun: dict[str, Any], machine: FakeMachine) -> None:
    reply = post(api)
    problem(reply, 409, "training_runs")
    assert reply.json()["values"] == {"training_id": begun["training_id"]}
    assert len(machine.ends) == 1


def test_the_same_idempotency_key_begins_one_training(
    api: Handler, recordings: DynamoRecordings, machine: FakeMachine
) -> None:
    fill(recordings, 6, 6, 4)
    first, again = (post(api, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status, again.status) == (202, 202)
    assert first.json() == again.json()
    assert len(machine.ends) == 1


def test_a_training_that_could_not_begin_has_failed_and_blocks_nobody(
    api: Handler, recordings: DynamoRecordings, machine: FakeMachine
) -> None:
    fill(recordings, 6, 6, 4)
    machine.broken = True
    problem(post(api), 503, "storage_unavailable")
    assert get(api).json()["status"] == "failed"
    machine.broken = False
    assert post(api).status == 202


def test_progress_can_be_followed(api: Handler, begun: dict[str, Any], jobs: DynamoJobs) -> None:
    path = f"{STATUS}/{begun['training_id']}"
    first = get(api, path)
    assert first.json() == get(api).json()
    assert first.headers["retry-after"] == "2"
    assert (first.json()["status"], first.json()["progress"]) == ("queued", 0.0)
    etag = first.headers["etag"]
    assert get(api, path, known=etag).status == 304

    job = jobs.get(begun["training_id"])
    for status in ("snapshotting", "training"):
        job = jobs.move(job, JobStatus(status), now=NOW)
    JobProgress(JOBS_TABLE, job.id).report(
        Report(
            50.0,
            "training",
            "the model",
            epoch=7,
            total_epochs=100,
            loss=0.5,
            validation_loss=0.75,
            accuracy=0.8,
            seconds_left=12,
        )
    )
    moved = get(api, path, known=etag)
    document = moved.json()
    assert moved.status == 200
    assert document["status"] == "training"
    assert 40 < document["progress"] < 60
    assert (document["epoch"], document["total_epochs"]) == (7, 100)
    assert (document["current_loss"], document["current_accuracy"]) == (0.5, 0.8)
    assert (document["validation_loss"], document["seconds_left"]) == (0.75, 12)
    assert (document["phase"], document["message"]) == ("training", "the model")

    job = jobs.move(jobs.get(job.id), JobStatus.DECIDING, now=NOW, decision={"promote": False})
    jobs.move(job, JobStatus.REJECTED, now=NOW, reason="it is worse", version="v1")
    last = get(api, path)
    document = last.json()
    assert "retry-after" not in last.headers
    assert (document["status"], document["progress"], document["reason"]) == (
        "rejected",
        100.0,
        "it is worse",
    )
    assert "it is worse" in document["message"]
    assert (document["version"], document["decision"]) == ("v1", {"promote": False})


def test_no_training_yet_and_none_of_that_id(api: Handler) -> None:
    for path in (STATUS, f"{STATUS}/{'f' * 32}", f"{STATUS}/lock", f"{STATUS}/x"):
        problem(get(api, path), 404, "training_unknown")
    problem(post(api, f"{JOBS}/{'f' * 32}/cancel"), 404, "training_unknown")
    assert get(api, JOBS).json() == {"jobs": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ("aborted", "stopped from outside"),
        ("timed_out", "longer than it may"),
        ("failed", "failed"),
        ("succeeded", "unexpectedly"),
    ],
)
def test_a_training_whose_execution_ended_without_a_word_does_not_hang(
    api: Handler, begun: dict[str, Any], machine: FakeMachine, ended: str, words: str
) -> None:
    machine.ends[begun["training_id"]] = ended
    document = get(api).json()
    assert document["status"] == "failed"
    assert words in document["reason"]
    assert post(api).status == 202


def test_one_that_ended_without_a_word_does_not_block_the_next(
    api: Handler, begun: dict[str, Any], machine: FakeMachine
) -> None:
    machine.ends[begun["training_id"]] = "aborted"
    assert post(api).status == 202
    assert get(api, f"{STATUS}/{begun['training_id']}").json()["status"] == "failed"


def test_an_execution_that_nobody_knows_gets_a_minute_to_begin(
    api: Handler, begun: dict[str, Any], machine: FakeMachine, jobs: DynamoJobs
) -> None:
    machine.ends.clear()
    assert get(api).json()["status"] == "queued"
    long_ago = jobs.get(begun["training_id"]).created_at - timedelta(minutes=2)
    jobs.move(jobs.get(begun["training_id"]), JobStatus.SNAPSHOTTING, now=long_ago)
    document = get(api).json()
    assert (document["status"], "never began" in document["reason"]) == ("failed", True)


def test_cancelling(
    api: Handler, begun: dict[str, Any], machine: FakeMachine, recordings: DynamoRecordings
) -> None:
    path = f"{JOBS}/{begun['training_id']}/cancel"
    for _ in range(2):
        reply = post(api, path)
        assert (reply.status, reply.json()["status"]) == (200, "cancelled")
    assert machine.ends == {begun["training_id"]: "aborted"}
    assert get(api).json()["status"] == "cancelled"
    assert post(api).status == 202


def test_what_is_over_cannot_be_cancelled(
    api: Handler, begun: dict[str, Any], jobs: DynamoJobs
) -> None:
    jobs.move(jobs.get(begun["training_id"]), JobStatus.FAILED, now=NOW)
    problem(post(api, f"{JOBS}/{begun['training_id']}/cancel"), 409, "too_late")


def test_a_model_on_its_way_into_service_cannot_be_cancelled(
    api: Handler, begun: dict[str, Any], jobs: DynamoJobs, machine: FakeMachine
) -> None:
    job = jobs.get(begun["training_id"])
    for status in ("snapshotting", "training", "deciding"):
        job = jobs.move(job, JobStatus(status), now=NOW)
    jobs.move(job, JobStatus.DECIDING, now=NOW, progress=Report(100.0, PROMOTING, "x"))
    problem(post(api, f"{JOBS}/{job.id}/cancel"), 409, "too_late")
    assert machine.ends == {job.id: None}


def test_the_listing_is_paged(api: Handler, jobs: DynamoJobs) -> None:
    ids = []
    for _ in range(3):
        ids.append(post(api, body={"data_source": "base"}).json()["training_id"])
        jobs.move(jobs.get(ids[-1]), JobStatus.FAILED, now=NOW, reason="a test")
    first = get(api, JOBS, {"limit": "2"}).json()
    second = get(api, JOBS, {"limit": "2", "cursor": first["next_cursor"]}).json()
    found = [row["training_id"] for page in (first, second) for row in page["jobs"]]
    assert found == ids[::-1]
    assert second["next_cursor"] is None
    problem(get(api, JOBS, {"cursor": "x"}), 400, "bad_cursor")
    problem(get(api, JOBS, {"limit": "0"}), 422, "invalid_request")
    problem(get(api, JOBS, {"page": "1"}), 422, "invalid_request")


def test_a_deployment_without_trainings_says_so() -> None:
    with pytest.raises(StorageUnavailable) as refused:
        StepFunctions("").start("a" * 32)
    assert refused.value.message == "This deployment does not train"
    assert "docs/deploy.md" in refused.value.advice
