"""Write down why a training failed, in words that a person understands.

What comes in is what Step Functions says of a failed task: an error name and a cause, which is
the JSON of a Lambda's exception or of a Batch job.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from talent import errors
from talent.errors import IllegalTransition, TalentError
from talent.trainings.job import Job, JobStatus
from talent.trainings.ports import Jobs

NEVER: Final = 2
"""Exit status of the training job: trying again will not help."""
KILLED: Final = 137
"""Exit status of a process that was killed: mostly, for want of memory."""
TOLD_PHASES: Final = frozenset({"bad_data", "fault"})
"""Phases in which the trainer's message says why."""
MOST: Final = 500
"""Characters of a reason."""

_STEPS: Final = {
    JobStatus.QUEUED: "preparing the snapshot",
    JobStatus.SNAPSHOTTING: "preparing the snapshot",
    JobStatus.TRAINING: "the training",
    JobStatus.DECIDING: "comparing with the model in service, or replacing it,",
}


def fail_training(training_id: str, *, error: str, cause: str, jobs: Jobs, now: datetime) -> Job:
    """Mark a training as failed, unless it is over already; return its row.

    Parameters
    ----------
    error, cause : as Step Functions gives them.
    """
    job = jobs.get(training_id)
    if job.is_final:
        return job
    try:
        return jobs.move(job, JobStatus.FAILED, now=now, reason=reason_of(job, error, cause))
    except IllegalTransition:
        return jobs.get(training_id)


def reason_of(job: Job, error: str, cause: str) -> str:
    """Return why a step failed, in words."""
    step = _STEPS.get(job.status, "a step")
    if error == "States.Timeout":
        return f"It took too long: {step} did not end in its time"
    found = _read(cause)
    if "errorType" in found or "errorMessage" in found:
        return _of_function(step, found)[:MOST]
    if "Attempts" in found or "Container" in found or "StatusReason" in found:
        return _of_job(job, found)[:MOST]
    return f"A fault in {step} ({error[:80] or 'unknown'}); the log says more"


def _read(cause: str) -> Mapping[str, Any]:
    try:
        found = json.loads(cause)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _of_function(step: str, found: Mapping[str, Any]) -> str:
    name, message = str(found.get("errorType") or ""), str(found.get("errorMessage") or "")
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, TalentError) and message:
        return message
    if "Task timed out" in message or name == "TimedOut":
        return f"It took too long: {step} did not end in its time"
    return f"A fault in {step} ({name[:80] or 'unknown'}); the log says more"


def _of_job(job: Job, found: Mapping[str, Any]) -> str:
    container = found.get("Container") or {}
    attempts = max(len(found.get("Attempts") or ()), 1)
    times = "once" if attempts == 1 else f"{attempts} times"
    code = container.get("ExitCode")
    said = " ".join(
        str(text) for text in (container.get("Reason"), found.get("StatusReason")) if text
    )
    if code == NEVER:
        told = job.progress.phase in TOLD_PHASES
        return job.progress.message if told else f"The data cannot carry a training. {said}"
    if "OutOfMemory" in said or code == KILLED:
        return f"The training needed more memory than its machine has, or was killed ({times})"
    if "Host EC2" in said or "Spot" in said:
        return f"The machine was taken away {times}: Spot capacity. Start the training again"
    if "CannotPullContainer" in said:
        return "The container of the training could not be fetched"
    if code is None and "duration" in said.lower():
        return "It took too long: the training did not end in its time"
    words = f"The training broke off {times}"
    return (
        words
        + (f" with exit status {code}" if code is not None else "")
        + (f": {said}" * bool(said))
    )
