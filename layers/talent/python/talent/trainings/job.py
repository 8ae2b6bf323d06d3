"""A training, and which status may follow which.

    queued -> snapshotting -> training -> deciding -> promoted | rejected
       └────────────┴────────────┴───────────┴──────-> failed | cancelled

Pure data. Where and how it is stored is behind :class:`talent.trainings.ports.Jobs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from talent.errors import IllegalTransition
from talent.trainings.request import TrainingRequest


class JobStatus(StrEnum):
    """Where a training stands."""

    QUEUED = "queued"
    SNAPSHOTTING = "snapshotting"
    TRAINING = "training"
    DECIDING = "deciding"
    PROMOTED = "promoted"
    REJECTED = "rejected"
    FAILED = "failed"
    CANCELLED = "cancelled"


_STOPPED: Final = frozenset({JobStatus.FAILED, JobStatus.CANCELLED})

NEXT: Final[Mapping[JobStatus, frozenset[JobStatus]]] = {
    # A status after itself: a task that is tried again, or takes note of how far it is.
    JobStatus.QUEUED: _STOPPED | {JobStatus.SNAPSHOTTING},
    JobStatus.SNAPSHOTTING: _STOPPED | {JobStatus.SNAPSHOTTING, JobStatus.TRAINING},
    JobStatus.TRAINING: _STOPPED | {JobStatus.DECIDING},
    JobStatus.DECIDING: _STOPPED | {JobStatus.DECIDING, JobStatus.PROMOTED, JobStatus.REJECTED},
    JobStatus.PROMOTED: frozenset(),
    JobStatus.REJECTED: frozenset(),
    JobStatus.FAILED: frozenset(),
    JobStatus.CANCELLED: frozenset(),
}
"""Transitions: the statuses that may follow each; none follows a final one."""

FINAL: Final = frozenset(status for status, after in NEXT.items() if not after)

PROMOTING: Final = "promoting"
"""The phase from which on a training can no longer be cancelled: its model goes into service."""


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """How far a training is.

    Attributes
    ----------
    percent : 0..100; within one attempt never less than before.
    phase : a word or a few.
    message : a sentence for people.
    epoch, total_epochs : of the network that is being trained, from 1; None elsewhere.
    loss, validation_loss, accuracy : of that epoch; the accuracy is the validation's.
    seconds_left : estimated; None where nothing can be said yet.
    """

    percent: float = 0.0
    phase: str = "queued"
    message: str = "The training is about to begin"
    epoch: int | None = None
    total_epochs: int | None = None
    loss: float | None = None
    validation_loss: float | None = None
    accuracy: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One training.

    Attributes
    ----------
    id : see :data:`talent.ids.ID`; also the name of the execution of the state machine.
    progress : of the step it is in; the percentage is of the training alone, see
        :func:`percent_of`.
    snapshot_sha256 : of the immutable list of what it is trained on.
    version : of the model that came out of it.
    decision : the numbers behind promoted and rejected.
    reason : why it ended as it did, for people.
    moves : grows with every change of status; a writer names the one it read.
    revision : grows with every change.
    """

    id: str
    status: JobStatus
    request: TrainingRequest
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    progress: ProgressReport = field(default_factory=ProgressReport)
    snapshot_sha256: str | None = None
    version: str | None = None
    decision: Mapping[str, Any] | None = None
    reason: str | None = None
    moves: int = 0
    revision: int = 0

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in FINAL


def move_job(job: Job, status: JobStatus, *, now: datetime, **facts: Any) -> Job:  # noqa: ANN401 - fields of a job
    """Return the job in its next status; raise IllegalTransition where it cannot follow.

    Parameters
    ----------
    facts : other fields of the job that change with it.
    """
    if status not in NEXT[job.status]:
        raise illegal_job_step(job, f"{status} cannot follow {job.status}")
    return replace(
        job,
        status=status,
        updated_at=now,
        finished_at=now if status in FINAL else None,
        moves=job.moves + 1,
        revision=job.revision + 1,
        **facts,
    )


def illegal_job_step(job: Job, why: str) -> IllegalTransition:
    """Return the error of a step that cannot be taken."""
    return IllegalTransition(
        f"The training {job.id} was read as {job.status}: {why}",
        advice="GET /api/v1/train-status/{id} says where it stands.",
        values={"status": str(job.status), "moves": job.moves},
    )


_BEGINS: Final = {
    JobStatus.QUEUED: 0.0,
    JobStatus.SNAPSHOTTING: 1.0,
    JobStatus.TRAINING: 3.0,
    JobStatus.DECIDING: 96.0,
    JobStatus.PROMOTED: 100.0,
    JobStatus.REJECTED: 100.0,
}
"""Percentage of the whole at which a status begins."""


def percent_of(job: Job) -> float:
    """Return how far a training is as a whole, 0..100.

    A failed or cancelled one stays about where it ended.
    """
    share = min(max(job.progress.percent, 0.0), 100.0) / 100.0
    begin, end = _BEGINS[JobStatus.TRAINING], _BEGINS[JobStatus.DECIDING]
    if job.status is JobStatus.TRAINING or (job.status in _STOPPED and share):
        return round(begin + (end - begin) * share, 1)
    return _BEGINS.get(job.status, 0.0)
