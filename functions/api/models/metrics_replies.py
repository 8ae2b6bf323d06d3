"""Metrics of the model in service, as JSON."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from talent.model.artifact import Model

_FIGURES: Final = {
    "accuracy": "accuracy",
    "precision": "precision",
    "recall": "recall",
    "f1_score": "f1_score",
    "balanced_accuracy": "balanced_accuracy",
    "auroc": "auc",
    "brier": "brier",
    "calibration_error": "calibration_error",
    "confusion_matrix": "confusion_matrix",
}
"""Names of figures in the API, and in ``evaluation.json``."""

_AS_THEY_ARE: Final = (
    "class_labels",
    "coverage",
    "majority_baseline",
    "measured_on",
    "mode",
    "n",
    "permutation",
    "shuffled_retraining",
    "singer_safe",
    "singers",
)

_Matrix = list[list[float]]


class BoundsReply(BaseModel):
    """The interval around a figure; of a matrix, cell by cell."""

    model_config = ConfigDict(title="Bounds")

    low: float | _Matrix | None = None
    high: float | _Matrix | None = None


class CoveragePoint(BaseModel):
    """How often the surest answers are right."""

    coverage: float = Field(description="Share of the recordings that get an answer, 0..1")
    value: float | None = Field(description="Accuracy on these")
    low: float | None = None
    high: float | None = None


class PermutationReply(BaseModel):
    """Whether chance does as well: labels exchanged between singers, the scores held."""

    model_config = ConfigDict(title="PermutationTest")

    p_value: float | None = None
    permutations: int | None = None
    chance_low: float | None = Field(default=None, description="AUROC that chance gave")
    chance_high: float | None = None


class ShuffledReply(BaseModel):
    """AUROC of a retraining on exchanged labels: about 0.5, or there is a leak."""

    model_config = ConfigDict(title="ShuffledRetraining")

    value: float | None = None
    low: float | None = None
    high: float | None = None


class ModelMetricsReply(BaseModel):
    """How good the model in service was on singers it never heard; null: not measured."""

    model_config = ConfigDict(title="ModelMetrics", protected_namespaces=())

    accuracy: float | None
    precision: float | None = Field(description="Of what is called good, how much is")
    recall: float | None = Field(description="Of what is good, how much is called so")
    f1_score: float | None
    confusion_matrix: list[list[int]] | None = Field(
        description="Rows are labels, columns what was called, in the order of `class_labels`"
    )
    class_labels: list[str] | None
    balanced_accuracy: float | None
    auroc: float | None
    brier: float | None
    calibration_error: float | None
    intervals: dict[str, BoundsReply] = Field(description="Around each of the figures above")
    interval: str | None = Field(description="What the intervals are")
    majority_baseline: float | None = Field(
        description="Accuracy of always giving the more frequent answer"
    )
    coverage: list[CoveragePoint] | None = Field(
        description="Accuracy on the surest recordings, by their share"
    )
    permutation: PermutationReply | None
    shuffled_retraining: ShuffledReply | None
    measured_on: str | None
    mode: Literal["held_out", "cross_validated"] | None
    n: int | None = Field(description="Recordings")
    singers: int | None
    singer_safe: bool | None = Field(
        description="Whether the singer of every recording is known: otherwise one singer may "
        "be on both sides"
    )
    measured_at_threshold: float = Field(
        description="Accuracy and what follows from it are of this threshold"
    )
    threshold: float = Field(description="The operator's, in service")
    model_version: str

    @classmethod
    def of(cls, model: "Model") -> Self:
        """Read the evaluation of a model."""
        from talent.learning.metrics import THRESHOLD  # with numpy behind it

        summary: Mapping[str, Any] = model.evaluation.get("summary") or {}
        measured = {
            ours: found
            for ours, theirs in _FIGURES.items()
            if isinstance(found := summary.get(theirs), Mapping)
        }
        return cls.model_validate(
            {
                **{ours: measured.get(ours, {}).get("value") for ours in _FIGURES},
                **{name: summary.get(name) for name in _AS_THEY_ARE},
                "intervals": measured,
                "interval": summary.get("interval"),
                "measured_at_threshold": THRESHOLD,
                "threshold": model.manifest.threshold,
                "model_version": model.manifest.version,
            }
        )
