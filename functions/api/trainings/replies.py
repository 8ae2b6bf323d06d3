"""Replies about trainings, as JSON."""

from datetime import datetime
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from functions.api.trainings.requests import RetrainBody
from talent.trainings.job import Job, JobStatus, percent_of

_ENDS: Final = {
    JobStatus.PROMOTED: "The new model is in service",
    JobStatus.REJECTED: "The model in service stays",
    JobStatus.FAILED: "The training failed",
    JobStatus.CANCELLED: "The training was cancelled",
}


class RetrainReply(BaseModel):
    """A training has begun."""

    model_config = ConfigDict(title="RetrainAccepted")

    status: Literal["queued"]
    message: str
    training_id: str
    timestamp: datetime
    location: str = Field(description="Where the training can be followed")


class TrainingReply(BaseModel):
    """Where a training stands."""

    model_config = ConfigDict(title="Training")

    training_id: str
    status: JobStatus
    progress: float = Field(description="Of the whole, 0 to 100; it never goes back")
    phase: str = Field(description="What is being done, in a word")
    message: str
    timestamp: datetime = Field(description="When this was last written")
    epoch: int | None
    total_epochs: int | None = Field(description="At most; it may stop earlier")
    current_loss: float | None
    current_accuracy: float | None = Field(description="On the validation part")
    validation_loss: float | None
    seconds_left: float | None = Field(description="Estimated; null where nothing can be said")
    created_at: datetime
    finished_at: datetime | None
    request: RetrainBody
    snapshot_sha256: str | None = Field(description="Of the list of what it is trained on")
    version: str | None = Field(description="Of the model that came out of it")
    decision: dict[str, Any] | None = Field(description="What was compared, with the intervals")
    reason: str | None = Field(description="Why it was promoted, rejected, or failed")

    @classmethod
    def of(cls, job: Job) -> Self:
        """Describe a training."""
        report, end = job.progress, _ENDS.get(job.status)
        message = report.message if end is None else f"{end}: {job.reason or 'nobody said why'}"
        return cls(
            training_id=job.id,
            status=job.status,
            progress=percent_of(job),
            phase=str(job.status) if job.is_final else report.phase,
            message=message,
            timestamp=job.updated_at,
            epoch=report.epoch,
            total_epochs=report.total_epochs,
            current_loss=report.loss,
            current_accuracy=report.accuracy,
            validation_loss=report.validation_loss,
            seconds_left=None if job.is_final else report.seconds_left,
            created_at=job.created_at,
            finished_at=job.finished_at,
            request=RetrainBody.model_construct(**job.request.as_record()),
            snapshot_sha256=job.snapshot_sha256,
            version=job.version,
            decision=None if job.decision is None else dict(job.decision),
            reason=job.reason,
        )


class TrainingsReply(BaseModel):
    """Trainings, the newest first."""

    model_config = ConfigDict(title="Trainings")

    jobs: list[TrainingReply]
    next_cursor: str | None = Field(description="For the next page; null at the end")
