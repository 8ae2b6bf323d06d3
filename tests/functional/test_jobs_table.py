"""The rows of trainings against moto's DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from local.names import JOBS_TABLE
from talent.aws.clients import dynamodb_client
from talent.aws.jobs import DynamoJobs, JobProgress
from talent.errors import (
    BadCursor,
    IllegalTransition,
    StorageUnavailable,
    TrainingRuns,
    TrainingUnknown,
)
from talent.trainings.job import NEXT, Job, JobStatus, ProgressReport
from talent.trainings.request import TrainingRequest
from tests.unit.takes import NOW

pytestmark = pytest.mark.usefixtures("aws")

RACERS = 24
ASKED = TrainingRequest("uploads", 50, 16, 0.3, "all", augment=True, seed=7)


def job(number: int = 0) -> Job:
    at = NOW + timedelta(seconds=number)
    return Job(f"{number:032x}", JobStatus.QUEUED, ASKED, at, at)


def end(jobs: DynamoJobs, training: Job) -> Job:
    return jobs.move(training, JobStatus.FAILED, now=NOW, reason="a test")


def test_a_row_comes_back_as_it_was(jobs: DynamoJobs) -> None:
    jobs.begin(job())
    assert jobs.get(job().id) == job()
    seen = jobs.move(job(), JobStatus.SNAPSHOTTING, now=NOW)
    begun = jobs.move(
        seen,
        JobStatus.TRAINING,
        now=NOW,
        snapshot_sha256="ab",
        progress=ProgressReport(1 / 3, "waiting"),
    )
    decision = {"auc": 1 / 3, "promote": False}
    decided = jobs.move(begun, JobStatus.DECIDING, now=NOW, decision=decision, version="v")
    last = jobs.move(decided, JobStatus.REJECTED, now=NOW, reason="worse")
    assert jobs.get(job().id) == last
    assert (last.decision, last.snapshot_sha256, last.moves) == (decision, "ab", 4)


def test_what_is_not_there(jobs: DynamoJobs) -> None:
    assert jobs.latest() is None
    jobs.begin(job())
    for unknown in ("f" * 32, "lock"):
        with pytest.raises(TrainingUnknown):
            jobs.get(unknown)


@pytest.mark.parametrize("final", ["promoted", "rejected", "failed", "cancelled"])
def test_one_runs_at_a_time_and_every_end_lets_the_next_one_begin(
    jobs: DynamoJobs, final: str
) -> None:
    jobs.begin(job(1))
    with pytest.raises(TrainingRuns) as caught:
        jobs.begin(job(2))
    assert caught.value.values == {"training_id": job(1).id}
    training = job(1)
    for status in ("snapshotting", "training", "deciding"):
        training = jobs.move(training, JobStatus(status), now=NOW)
        with pytest.raises(TrainingRuns):
            jobs.begin(job(2))
    jobs.move(training, JobStatus(final), now=NOW)
    with pytest.raises(TrainingUnknown):
        jobs.get(job(2).id)
    jobs.begin(job(2))
    assert jobs.latest() == job(2).id


def test_of_racing_starts_exactly_one_wins(jobs: DynamoJobs) -> None:
    def start(number: int) -> bool:
        try:
            DynamoJobs(JOBS_TABLE, client=lambda: client).begin(job(number))
        except TrainingRuns:
            return False
        return True

    client = dynamodb_client()
    for round_number in range(3):
        first = RACERS * round_number
        with ThreadPoolExecutor(RACERS) as pool:
            won = list(pool.map(start, range(first, first + RACERS)))
        assert won.count(True) == 1
        winner = job(first + won.index(True))
        assert jobs.latest() == winner.id
        assert len(jobs.page(cursor=None, limit=100).jobs) == round_number + 1
        end(jobs, jobs.get(winner.id))


def test_of_racing_ends_exactly_one_wins(jobs: DynamoJobs) -> None:
    jobs.begin(job())

    def finish(number: int) -> str | None:
        status = (JobStatus.FAILED, JobStatus.CANCELLED)[number % 2]
        own = DynamoJobs(JOBS_TABLE, client=lambda: client)
        try:
            return own.move(job(), status, now=NOW, reason=str(number)).reason
        except IllegalTransition:
            return None

    client = dynamodb_client()
    with ThreadPoolExecutor(RACERS) as pool:
        reasons = [reason for reason in pool.map(finish, range(RACERS)) if reason]
    assert reasons == [jobs.get(job().id).reason]
    jobs.begin(job(1))


def test_illegal_and_late_steps_change_nothing(jobs: DynamoJobs) -> None:
    jobs.begin(job())
    seen = jobs.move(job(), JobStatus.SNAPSHOTTING, now=NOW)
    for read, status in ((job(), JobStatus.SNAPSHOTTING), (seen, JobStatus.PROMOTED)):
        with pytest.raises(IllegalTransition):
            jobs.move(read, status, now=NOW)
    assert jobs.get(job().id) == seen


def test_progress_moves_forward_and_changes_the_revision(jobs: DynamoJobs) -> None:
    jobs.begin(job())
    training = jobs.move(
        jobs.move(job(), JobStatus.SNAPSHOTTING, now=NOW), JobStatus.TRAINING, now=NOW
    )
    JobProgress(JOBS_TABLE, job().id).report(
        ProgressReport(40.5, "training", "the model", epoch=3, loss=0.25)
    )
    first = jobs.get(job().id)
    assert first.progress == ProgressReport(40.5, "training", "the model", epoch=3, loss=0.25)
    assert first.revision == training.revision + 1
    # Another attempt, which begins anew, does not go back.
    JobProgress(JOBS_TABLE, job().id).report(ProgressReport(2.0, "reading", "features"))
    again = jobs.get(job().id)
    assert (again.progress.percent, again.progress.phase) == (40.5, "reading")
    # What moves the row next does not mind that progress was written meanwhile.
    jobs.move(training, JobStatus.DECIDING, now=NOW)
    assert jobs.get(job().id).progress == again.progress


@pytest.mark.parametrize("status", sorted(NEXT[JobStatus.TRAINING]))
def test_progress_of_a_training_that_is_over_is_not_kept(jobs: DynamoJobs, status: str) -> None:
    jobs.begin(job())
    training = jobs.move(
        jobs.move(job(), JobStatus.SNAPSHOTTING, now=NOW), JobStatus.TRAINING, now=NOW
    )
    over = jobs.move(training, JobStatus(status), now=NOW)
    JobProgress(JOBS_TABLE, job().id).report(ProgressReport(50.0, "training", "still at it"))
    assert jobs.get(job().id) == over


def test_a_training_goes_on_where_nobody_can_be_told(
    jobs: DynamoJobs, caplog: pytest.LogCaptureFixture
) -> None:
    JobProgress("no-such-table", job().id).report(ProgressReport(1.0, "training", "x"))
    JobProgress(JOBS_TABLE, job().id).report(ProgressReport(1.0, "training", "x"))
    assert len(caplog.records) == 2


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_a_listing_gives_every_training_once_the_newest_first(jobs: DynamoJobs, limit: int) -> None:
    for number in range(5):
        jobs.begin(job(number))
        end(jobs, job(number))
    found: list[str] = []
    cursor = None
    while True:
        page = jobs.page(cursor=cursor, limit=limit)
        found += [each.id for each in page.jobs]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == [job(number).id for number in reversed(range(5))]
    with pytest.raises(BadCursor):
        jobs.page(cursor="x", limit=1)


def test_a_storage_that_does_not_answer() -> None:
    broken = DynamoJobs("no-such-table")
    for ask in (
        lambda: broken.begin(job()),
        lambda: broken.get(job().id),
        broken.latest,
        lambda: broken.move(job(), JobStatus.FAILED, now=NOW),
        lambda: broken.page(cursor=None, limit=1),
    ):
        with pytest.raises(StorageUnavailable):
            ask()


def test_a_training_that_was_never_begun_frees_no_lock(jobs: DynamoJobs) -> None:
    jobs.begin(job(1))
    with pytest.raises(IllegalTransition):
        end(jobs, replace(job(2), moves=0))
    with pytest.raises(TrainingRuns):
        jobs.begin(job(3))
