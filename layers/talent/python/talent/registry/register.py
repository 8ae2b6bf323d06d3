"""Register a model: what the trainer made, or what comes with the code.

    sha256 of every file ─▶ hash of the features ─▶ a prediction ─▶ published ─▶ its row

What is published can be put into service by moving a pointer, which takes no
permission to write files.
"""

from collections.abc import Mapping
from typing import Any, Final

from talent.errors import ModelUnknown, VersionTaken
from talent.model.artifact import MANIFEST, Model, sha256
from talent.registry.model_record import ModelRecord, ModelStatus, Why
from talent.registry.ports import Candidates, Publisher, Registry
from talent.registry.transitions import registered
from talent.registry.verify import verify
from talent.trainings.decision import RecordedDecision

METRICS: Final = (
    "accuracy",
    "balanced_accuracy",
    "auc",
    "brier",
    "n",
    "singers",
    "majority_baseline",
    "measured_on",
    "singer_safe",
)
"""Fields of an evaluation's summary that go into the row."""


def register(
    training_id: str,
    *,
    registry: Registry,
    candidates: Candidates,
    models: Publisher,
    why: Why,
    decision: Mapping[str, Any] | None = None,
) -> ModelRecord:
    """Publish a candidate and return its row, not in service yet; once more is the same.

    Parameters
    ----------
    decision : see :mod:`talent.trainings.decision`; where its ``promote`` is false, the row says
        rejected.

    Raises
    ------
    PromotionRefused
        If the files are not what they should be, or do not work.
    VersionTaken
        If another model has this version.
    ChangedMeanwhile
        If somebody else makes it known at the same time.
    """
    files = candidates.read(training_id)
    return register_files(
        files,
        registry=registry,
        models=models,
        why=why,
        training_id=training_id,
        decision=decision,
    )


def register_files(
    files: Mapping[str, bytes],
    *,
    registry: Registry,
    models: Publisher,
    why: Why,
    training_id: str | None = None,
    decision: Mapping[str, Any] | None = None,
) -> ModelRecord:
    """Publish a model by its files; see :func:`register`."""
    model, digest = verify(files), sha256(files[MANIFEST])
    record = _record(model, digest, why, training_id, decision)
    try:
        known = registry.model(record.version)
    except ModelUnknown:
        models.publish(record.version, files)
        update = registered(record, why)
        registry.commit(update)
        return update.models[0][0]
    if known.sha256 != digest:
        raise VersionTaken(
            f"Another model is already known as {known.version}",
            advice="A version stands for all the files of a model: one of the two was changed "
            "after it was trained. Train again.",
            values={"version": known.version, "training_id": known.training_id},
        )
    return known


def _record(
    model: Model,
    digest: str,
    why: Why,
    training_id: str | None,
    decision: Mapping[str, Any] | None,
) -> ModelRecord:
    rejected = decision is not None and not RecordedDecision.from_record(decision).promote
    summary = model.evaluation.get("summary") or {}
    return ModelRecord(
        version=model.manifest.version,
        status=ModelStatus.REJECTED if rejected else ModelStatus.CANDIDATE,
        sha256=digest,
        kind=model.manifest.kind,
        feature_set=model.manifest.feature_set,
        threshold=model.manifest.threshold,
        created_at=why.now,
        updated_at=why.now,
        training_id=training_id,
        metrics={name: summary[name] for name in METRICS if name in summary},
        decision=decision,
    )
