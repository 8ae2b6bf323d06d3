"""Begin a training: enough recordings, none that runs, a row, an execution."""

from datetime import datetime

from talent.errors import StorageUnavailable, TrainingRuns
from talent.recordings.ports import Recordings
from talent.trainings.job import Job, JobStatus, ProgressReport
from talent.trainings.ports import Jobs, Orchestrator
from talent.trainings.reconcile import reconcile
from talent.trainings.request import TrainingRequest
from talent.trainings.select import check_enough, select_recordings


def start_training(
    request: TrainingRequest,
    training_id: str,
    *,
    recordings: Recordings,
    jobs: Jobs,
    machine: Orchestrator,
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
        check_enough(select_recordings(recordings.all()), request.data_source)
    job = Job(
        id=training_id,
        status=JobStatus.QUEUED,
        request=request,
        created_at=now,
        updated_at=now,
        progress=ProgressReport(total_epochs=request.epochs),
    )
    _begin(job, jobs=jobs, machine=machine, now=now)
    try:
        machine.start(training_id)
    except StorageUnavailable:
        jobs.move(job, JobStatus.FAILED, now=now, reason="The training could not be begun")
        raise
    return job


def _begin(job: Job, *, jobs: Jobs, machine: Orchestrator, now: datetime) -> None:
    try:
        jobs.begin(job)
    except TrainingRuns as error:
        holder = error.values.get("training_id")
        if (
            isinstance(holder, str)
            and not reconcile(holder, jobs=jobs, machine=machine, now=now).is_final
        ):
            raise
        jobs.begin(job)
