"""Replies about models, as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from functions.api.service.replies import Interval
from talent.registry.model_record import Action, Cause, Change, ModelRecord, ModelStatus, Pointer


class MetricsSummaryReply(BaseModel):
    """The most important figures of a model's evaluation; null where it has none."""

    model_config = ConfigDict(title="MetricsSummary")

    accuracy: Interval | None = None
    balanced_accuracy: Interval | None = None
    auc: Interval | None = None
    brier: Interval | None = None
    majority_baseline: float | None = None
    n: int | None = None
    singers: int | None = None
    measured_on: str | None = None
    singer_safe: bool | None = None


class ModelReply(BaseModel):
    """A model that is known here."""

    model_config = ConfigDict(title="Model", protected_namespaces=())

    version: str
    status: ModelStatus
    kind: str = Field(description="`linear` or `network`")
    feature_set: str
    created_at: datetime
    updated_at: datetime
    training_id: str | None = Field(description="Null for the one that came with the code")
    threshold: float = Field(description="The operator's; see PATCH")
    metrics: MetricsSummaryReply

    @classmethod
    def of(cls, record: ModelRecord) -> Self:
        """Put a model into the API's words."""
        known = asdict(record) | {"metrics": record.metrics or {}}
        return cls.model_validate({name: known[name] for name in ModelReply.model_fields})


class ModelListReply(BaseModel):
    """Models, the newest first."""

    model_config = ConfigDict(title="Models")

    models: list[ModelReply]
    next_cursor: str | None = Field(description="For the next page; null at the end")


class ThresholdChangeReply(BaseModel):
    """A threshold before and after."""

    model_config = ConfigDict(title="ThresholdChange")

    before: float
    after: float


class ChangeReply(BaseModel):
    """What became of a model, when and why."""

    model_config = ConfigDict(title="ModelChange")

    at: datetime
    action: Action
    cause: Cause
    reason: str
    other: str | None = Field(description="The model it replaced, or that replaced it")
    overridden: bool = Field(description="Whether the gate had rejected it")
    threshold: ThresholdChangeReply | None

    @classmethod
    def of(cls, change: Change) -> Self:
        """Put a change into the API's words."""
        moved = change.threshold
        return cls(
            at=change.at,
            action=change.action,
            cause=change.cause,
            reason=change.reason,
            other=change.other,
            overridden=change.overridden,
            threshold=moved and ThresholdChangeReply(before=moved[0], after=moved[1]),
        )


class ManifestReply(BaseModel):
    """What a model says of itself."""

    model_config = ConfigDict(title="ModelManifest")

    sha256: str = Field(description="Of manifest.json, which names that of every other file")
    features: list[str]
    feature_hash: str
    threshold: float = Field(description="As it was trained; the operator's is beside it")
    uncertain_band: tuple[float, float]
    calibration: dict[str, Any]
    training: dict[str, Any] = Field(description="Data, seed and counts")
    libraries: dict[str, str]
    files: dict[str, str] = Field(description="sha256 of every other file")


class ModelDetailReply(ModelReply):
    """A model with all that is known of it."""

    model_config = ConfigDict(title="ModelDetail", protected_namespaces=())

    manifest: ManifestReply
    evaluation: dict[str, Any] = Field(description="Every figure on singers it never heard")
    decision: dict[str, Any] | None = Field(
        description="What the gate decided and on which numbers; null where it was not asked"
    )
    history: list[ChangeReply] = Field(description="The latest 100 changes, the latest first")

    @classmethod
    def with_documents(
        cls,
        record: ModelRecord,
        manifest: Mapping[str, Any],
        evaluation: Mapping[str, Any],
        history: Sequence[Change],
    ) -> Self:
        """Put a model into the API's words.

        Parameters
        ----------
        manifest : its fields.
        evaluation : the summary of ``evaluation.json``.
        """
        known = {name: manifest[name] for name in ManifestReply.model_fields if name in manifest}
        return cls(
            **ModelReply.of(record).model_dump(),
            manifest=ManifestReply(sha256=record.sha256, **known),
            evaluation=dict(evaluation),
            decision=None if record.decision is None else dict(record.decision),
            history=[ChangeReply.of(change) for change in history],
        )


class InServiceReply(BaseModel):
    """Which model serves now."""

    model_config = ConfigDict(title="InService")

    version: str
    previous: str | None = Field(description="What a rollback leads to")
    since: datetime
    threshold: float
    effective_within_seconds: float = Field(
        description="So long, at most, running functions may still serve the one before"
    )

    @classmethod
    def of(cls, pointer: Pointer, seconds: float) -> Self:
        """Put a pointer into the API's words."""
        return cls(
            version=pointer.version,
            previous=pointer.previous,
            since=pointer.since,
            threshold=pointer.threshold,
            effective_within_seconds=seconds,
        )
