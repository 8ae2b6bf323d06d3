"""Retraining over HTTP: follow, stop, list."""

from datetime import timedelta
from typing import Any

import pytest

from functions.http.lambda_adapter import Handler
from local.names import JOBS_TABLE
from talent.aws.jobs import DynamoJobs, JobProgress
from talent.aws.recordings import DynamoRecordings
from talent.trainings.job import PROMOTING, JobStatus, ProgressReport
from tests.functional.conftest import FakeOrchestrator
from tests.functional.events import problem
from tests.functional.training.asking import JOBS, STATUS, get, post
from tests.unit.takes import NOW

pytestmark = pytest.mark.usefixtures("aws")


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
        ProgressReport(
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
    api: Handler, begun: dict[str, Any], machine: FakeOrchestrator, ended: str, words: str
) -> None:
    machine.ends[begun["training_id"]] = ended
    document = get(api).json()
    assert document["status"] == "failed"
    assert words in document["reason"]
    assert post(api).status == 202


def test_one_that_ended_without_a_word_does_not_block_the_next(
    api: Handler, begun: dict[str, Any], machine: FakeOrchestrator
) -> None:
    machine.ends[begun["training_id"]] = "aborted"
    assert post(api).status == 202
    assert get(api, f"{STATUS}/{begun['training_id']}").json()["status"] == "failed"


def test_an_execution_that_nobody_knows_gets_a_minute_to_begin(
    api: Handler, begun: dict[str, Any], machine: FakeOrchestrator, jobs: DynamoJobs
) -> None:
    machine.ends.clear()
    assert get(api).json()["status"] == "queued"
    long_ago = jobs.get(begun["training_id"]).created_at - timedelta(minutes=2)
    jobs.move(jobs.get(begun["training_id"]), JobStatus.SNAPSHOTTING, now=long_ago)
    document = get(api).json()
    assert (document["status"], "never began" in document["reason"]) == ("failed", True)


def test_cancelling(
    api: Handler, begun: dict[str, Any], machine: FakeOrchestrator, recordings: DynamoRecordings
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
    api: Handler, begun: dict[str, Any], jobs: DynamoJobs, machine: FakeOrchestrator
) -> None:
    job = jobs.get(begun["training_id"])
    for status in ("snapshotting", "training", "deciding"):
        job = jobs.move(job, JobStatus(status), now=NOW)
    jobs.move(job, JobStatus.DECIDING, now=NOW, progress=ProgressReport(100.0, PROMOTING, "x"))
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
