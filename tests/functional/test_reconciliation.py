"""An execution that died without a word: EventBridge tells of it, and the row says so."""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from functions.retraining.reconciliation import reconciling_handler
from talent.aws.jobs import DynamoJobs
from talent.errors import StorageUnavailable
from talent.trainings.job import FINAL, Job, JobStatus
from talent.trainings.request import TrainingRequest
from tests.functional.events import EVENTS, Context
from tests.functional.model_files import NOW

pytestmark = pytest.mark.usefixtures("aws")

EVENT = json.loads((EVENTS / "states_execution_failed.json").read_text(encoding="utf-8"))
ID = EVENT["detail"]["name"]


@pytest.fixture
def tell(jobs: DynamoJobs) -> Callable[..., None]:
    """Return what hands the event to the function, with some details changed."""
    handler = reconciling_handler(jobs)

    def told(**changes: str) -> None:
        detail: dict[str, Any] = {**EVENT["detail"], **changes}
        handler({**EVENT, "detail": detail}, cast(Any, Context()))

    return told


def bring(jobs: DynamoJobs, *statuses: str) -> Job:
    """Begin a training and take it through some statuses."""
    job = Job(ID, JobStatus.QUEUED, TrainingRequest(), NOW, NOW)
    jobs.begin(job)
    for status in statuses:
        job = jobs.move(job, JobStatus(status), now=NOW)
    return job


@pytest.mark.parametrize(
    "statuses",
    [
        (),
        ("snapshotting",),
        ("snapshotting", "training"),
        ("snapshotting", "training", "deciding"),
    ],
)
@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ("FAILED", "the step that writes down why"),
        ("TIMED_OUT", "longer than it may"),
        ("ABORTED", "stopped from outside"),
    ],
)
def test_wherever_it_died_its_row_has_failed_and_the_next_may_begin(
    jobs: DynamoJobs, tell: Callable[..., None], statuses: tuple[str, ...], ended: str, words: str
) -> None:
    bring(jobs, *statuses)
    tell(status=ended)
    row = jobs.get(ID)
    assert row.status is JobStatus.FAILED
    assert words in (row.reason or "")
    assert row.finished_at is not None
    jobs.begin(Job("e" * 32, JobStatus.QUEUED, TrainingRequest(), NOW, NOW))


@pytest.mark.parametrize("status", sorted(FINAL - {JobStatus.PROMOTED, JobStatus.REJECTED}))
def test_a_row_that_says_how_it_ended_stays_as_it_is(
    jobs: DynamoJobs, tell: Callable[..., None], status: str
) -> None:
    over = jobs.move(bring(jobs, "snapshotting"), JobStatus(status), now=NOW, reason="that is why")
    tell(status="ABORTED")
    tell(status="ABORTED")
    assert jobs.get(ID) == over


def test_an_execution_that_somebody_began_by_hand_is_no_fault(
    jobs: DynamoJobs, tell: Callable[..., None]
) -> None:
    before = bring(jobs, "snapshotting")
    tell(name="tried-by-hand")
    assert jobs.get(ID) == before


@pytest.mark.parametrize(("moves", "settled"), [(1, True), (4, True), (5, False)])
def test_a_task_that_still_moves_the_row_does_not_keep_it_alive(
    jobs: DynamoJobs,
    tell: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    moves: int,
    settled: bool,
) -> None:
    bring(jobs, "snapshotting", "training", "deciding")
    left = [moves]

    def stale(training_id: str) -> Job:
        read = get(training_id)
        if left[0]:
            left[0] -= 1
            jobs.move(read, JobStatus.DECIDING, now=NOW)
        return read

    get = jobs.get
    monkeypatch.setattr(jobs, "get", stale)
    if settled:
        tell()
    else:
        with pytest.raises(StorageUnavailable):  # Lambda tries again
            tell()
    assert (get(ID).status is JobStatus.FAILED) is settled
