"""Do what the gate decided: put the new model into service, or set it aside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from talent.errors import IllegalTransition
from talent.trainings.job import PROMOTING, Job, JobStatus
from talent.trainings.ports import Jobs

IntoService = Callable[[Job], None]
"""Puts the model of a training into service; once more is the same. May raise TalentError."""
SetAside = Callable[[Job], None]
"""Makes a model known that is not to serve; once more is the same."""


def promote_candidate(
    training_id: str, into_service: IntoService, *, jobs: Jobs, now: datetime
) -> Job:
    """Put the model of a training into service; return its row: ``promoted``.

    From the first line on it can no longer be cancelled.
    """
    job = jobs.get(training_id)
    if job.status is JobStatus.PROMOTED:
        return job
    if job.status is not JobStatus.DECIDING or job.decision is None:
        raise IllegalTransition(
            f"The training {training_id} is {job.status}: nothing was decided to be promoted"
        )
    claimed = replace(job.progress, phase=PROMOTING, message="Putting the new model into service")
    job = jobs.move(job, JobStatus.DECIDING, now=now, progress=claimed)
    into_service(job)
    return jobs.move(job, JobStatus.PROMOTED, now=now)


def reject_candidate(training_id: str, set_aside: SetAside, *, jobs: Jobs, now: datetime) -> Job:
    """Leave the model in service where it is; return the row: ``rejected``."""
    job = jobs.get(training_id)
    if job.status is JobStatus.REJECTED:
        return job
    set_aside(job)
    return jobs.move(job, JobStatus.REJECTED, now=now)
