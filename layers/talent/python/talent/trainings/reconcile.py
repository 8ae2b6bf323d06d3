"""A training whose execution ended without a word: its row says so, and never hangs."""

from datetime import datetime, timedelta
from typing import Final

from talent.errors import IllegalTransition, StorageUnavailable
from talent.trainings.job import Job, JobStatus
from talent.trainings.ports import Jobs, Orchestrator

GRACE: Final = timedelta(seconds=60)
"""Between a row and the beginning of its execution; far more than it takes."""

_ATTEMPTS: Final = 5
"""At a row that a task still moves, whose execution does not wait for it any more."""
_WORDS: Final = {
    "unknown": "The training never began, or was forgotten when the service was restarted",
    "aborted": "The training was stopped from outside",
    "timed_out": "The training as a whole took longer than it may",
    "failed": "The training failed, and so did the step that writes down why",
}


def reconcile(training_id: str, *, jobs: Jobs, machine: Orchestrator, now: datetime) -> Job:
    """Return a training as it really stands; raise TrainingUnknown.

    Where its execution has ended and its row does not say so, the row is marked as failed.
    """
    job = jobs.get(training_id)
    if job.is_final:
        return job
    ended = machine.ended(training_id)
    if ended is None or (ended == "unknown" and now - job.updated_at < GRACE):
        return job
    return reconcile_ended(training_id, ended, jobs=jobs, now=now)


def reconcile_ended(training_id: str, ended: str, *, jobs: Jobs, now: datetime) -> Job:
    """Return a training whose execution has ended; mark it as failed where nobody did.

    Parameters
    ----------
    ended : how, see :meth:`talent.trainings.ports.Orchestrator.ended`.

    Raises
    ------
    TrainingUnknown
        If there is none.
    StorageUnavailable
        If its row changes faster than it can be marked.
    """
    reason = _WORDS.get(ended, f"The training ended unexpectedly ({ended})")
    for _ in range(_ATTEMPTS):
        # The last step writes the row before the execution ends: only now is it what it stays.
        job = jobs.get(training_id)
        if job.is_final:
            return job
        try:
            return jobs.move(job, JobStatus.FAILED, now=now, reason=reason)
        except IllegalTransition:  # somebody else moved it, perhaps to its end
            continue
    raise StorageUnavailable(f"The training {training_id} moves on although it has ended")
