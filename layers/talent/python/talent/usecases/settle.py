"""A training whose execution ended without a word: its row says so, and never hangs."""

from datetime import datetime, timedelta
from typing import Final

from talent.errors import IllegalTransition
from talent.jobs import Job, JobStatus
from talent.ports import Jobs, Machine

GRACE: Final = timedelta(seconds=60)
"""Between a row and the beginning of its execution; far more than it takes."""

_WORDS: Final = {
    "unknown": "The training never began, or was forgotten when the service was restarted",
    "aborted": "The training was stopped from outside",
    "timed_out": "The training as a whole took longer than it may",
    "failed": "The training failed, and so did the step that writes down why",
}


def settle(training_id: str, *, jobs: Jobs, machine: Machine, now: datetime) -> Job:
    """Return a training as it really stands; raise TrainingUnknown.

    Where its execution has ended and its row does not say so, the row is marked as failed.
    """
    job = jobs.get(training_id)
    if job.is_final:
        return job
    ended = machine.ended(training_id)
    if ended is None or (ended == "unknown" and now - job.updated_at < GRACE):
        return job
    # The last step writes the row before the execution ends: only now is it what it stays.
    job = jobs.get(training_id)
    if job.is_final:
        return job
    reason = _WORDS.get(ended, f"The training ended unexpectedly ({ended})")
    try:
        return jobs.move(job, JobStatus.FAILED, now=now, reason=reason)
    except IllegalTransition:  # somebody else brought it to its end
        return jobs.get(training_id)
