"""Stop a training."""

from datetime import datetime
from typing import Final

from talent.errors import IllegalTransition, TooLate
from talent.trainings.job import PROMOTING, Job, JobStatus
from talent.trainings.ports import Jobs, Orchestrator

_ATTEMPTS: Final = 5
"""At a row that moves on meanwhile; it has fewer steps than that."""
REASON: Final = "Cancelled by request"


def cancel_training(training_id: str, *, jobs: Jobs, machine: Orchestrator, now: datetime) -> Job:
    """Stop a training, and return its row: cancelled.

    Raises
    ------
    TrainingUnknown
        If there is none.
    TooLate
        If it is over, or its model is just being put into service.
    """
    job = _cancelled(training_id, jobs, now)
    # Also for one that was cancelled before: that time it may not have been stopped.
    machine.stop(training_id, REASON)
    return job


def _cancelled(training_id: str, jobs: Jobs, now: datetime) -> Job:
    for _ in range(_ATTEMPTS):
        job = jobs.get(training_id)
        if job.status is JobStatus.CANCELLED:
            return job
        _check(job)
        try:
            return jobs.move(job, JobStatus.CANCELLED, now=now, reason=REASON)
        except IllegalTransition:
            continue
    raise TooLate("The training moves on too fast to be stopped", advice="Try again.")


def _check(job: Job) -> None:
    if job.is_final:
        raise TooLate(
            f"The training {job.id} is over: {job.status}",
            advice="GET /api/v1/train-status/{id} says how it ended.",
            values={"status": str(job.status)},
        )
    if job.status is JobStatus.DECIDING and job.progress.phase == PROMOTING:
        raise TooLate(
            f"The model of the training {job.id} is being put into service",
            advice="Wait a moment, then POST /api/v1/models/rollback.",
            values={"status": str(job.status)},
        )
