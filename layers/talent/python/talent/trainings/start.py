"""Begin a training: enough recordings, none that runs, a row, an execution."""

from datetime import datetime

from talent.errors import StorageUnavailable, TrainingRuns
from talent.recordings.ports import Recordings
from talent.trainings.job import Job, JobStatus, Report
from talent.trainings.ports import Jobs, Machine
from talent.trainings.reconcile import settle
from talent.trainings.request import Request
from talent.trainings.select import check_enough, choose


def start_training(
    request: Request,
    training_id: str,
    *,
    recordings: Recordings,
    jobs: Jobs,
    machine: Machine,
    now: datetime,
) -> Job:
    """Begin a training and return its row.

    Raises
    ------
    NotEnoughData
        With all that is missing.
    TrainingRuns
        If another one does; one that ended without a word is settled and does not count.
    StorageUnavailable
        If it could not begin; its row is then marked as failed.
    """
    if request.data_source != "base":
        check_enough(choose(recordings.all()), request.data_source)
    job = Job(
        id=training_id,
        status=JobStatus.QUEUED,
        request=request,
        created_at=now,
        updated_at=now,
        progress=Report(total_epochs=request.epochs),
    )
    _begin(job, jobs=jobs, machine=machine, now=now)
    try:
        machine.start(training_id)
    except StorageUnavailable:
        jobs.move(job, JobStatus.FAILED, now=now, reason="The training could not be begun")
        raise
    return job


def _begin(job: Job, *, jobs: Jobs, machine: Machine, now: datetime) -> None:
    try:
        jobs.begin(job)
    except TrainingRuns as error:
        holder = error.values.get("training_id")
        if (
            isinstance(holder, str)
            and not settle(holder, jobs=jobs, machine=machine, now=now).is_final
        ):
            raise
        jobs.begin(job)
