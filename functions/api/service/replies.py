"""Replies about the service and the model in it, as JSON."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Reply(BaseModel):
    # Fields named model_* are the API's own words, not pydantic's.
    model_config = ConfigDict(protected_namespaces=())


class HealthReply(_Reply):
    """The service can answer predictions."""

    model_config = ConfigDict(title="Health")

    status: Literal["healthy", "degraded"] = Field(
        description="`degraded`: predictions are made, but writes are refused with 507"
    )
    reason: str | None = Field(description="Why it is degraded")
    model_loaded: bool
    timestamp: datetime
    version: str = Field(description="Version of this service")
    model_version: str


class Interval(_Reply):
    """A measured value with its interval."""

    value: float | None
    low: float | None = None
    high: float | None = None


class EvaluationReply(_Reply):
    """How good the model was on singers it never heard."""

    model_config = ConfigDict(title="Evaluation")

    accuracy: Interval | None
    balanced_accuracy: Interval | None
    auc: Interval | None
    brier: Interval | None
    n: int | None = Field(description="Recordings it was evaluated on")
    singers: int | None = Field(description="Singers it was evaluated on")
    majority_baseline: float | None = Field(
        description="Accuracy of always giving the more frequent answer"
    )
    interval: str | None = Field(description="What the intervals are")
    measured_on: str | None = Field(description="What the recordings were")


class LimitsReply(_Reply):
    """What one recording and one request may be."""

    model_config = ConfigDict(title="Limits")

    max_upload_bytes: int = Field(description="Of one file in a request")
    max_presigned_bytes: int = Field(description="Of one file by POST /api/v1/uploads")
    max_files_per_batch: int
    min_seconds: float
    max_seconds: float
    formats: list[str]


class ModelInfoReply(_Reply):
    """The model in service."""

    model_config = ConfigDict(title="ModelInfo", protected_namespaces=())

    model_name: str
    status: Literal["loaded"]
    accuracy: float | None = Field(
        description="Share of right answers on singers it never heard; see `evaluation`"
    )
    total_samples_trained: int | None
    classes: list[str]
    features_count: int
    version: str
    kind: Literal["linear", "network"]
    threshold: float
    uncertain_band: tuple[float, float]
    calibration: dict[str, Any]
    evaluation: EvaluationReply
    limits: LimitsReply
