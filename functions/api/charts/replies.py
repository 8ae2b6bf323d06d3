"""Replies of the chart routes: the numbers of a chart, as JSON."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.api.service.replies import Interval
from talent.trainings.job import JobStatus


class _Reply(BaseModel):
    # Fields named model_* are the API's own words, not pydantic's.
    model_config = ConfigDict(protected_namespaces=())


class SpreadReply(_Reply):
    """The values of a feature in one class of the training data."""

    model_config = ConfigDict(title="Spread")

    n: int = Field(description="Takes with a value")
    undefined: int = Field(description="Takes without one")
    quantiles: list[float] | None = Field(description="At `quantile_levels`")
    counts: list[int] = Field(description="Takes per bin of the histogram")
    below: int = Field(description="Takes below the first edge")
    above: int = Field(description="Takes above the last edge")


class FeatureSpreadReply(_Reply):
    """How a feature is spread in the training data."""

    model_config = ConfigDict(title="FeatureSpread")

    unit: str = Field(description='"1" for a pure number')
    meaning: str
    decides: bool = Field(description="Whether the model in service sees it")
    edges: list[float] | None = Field(description="Of the histogram's bins; null without values")
    bad: SpreadReply
    good: SpreadReply


class OwnValuesReply(_Reply):
    """One recording's own values."""

    model_config = ConfigDict(title="OwnValues")

    id: str
    values: dict[str, float | None] = Field(description="Null where it has none")


class DistributionsReply(_Reply):
    """How features are spread in the data the model in service was trained on."""

    model_config = ConfigDict(title="Distributions", protected_namespaces=())

    chart: str
    model_version: str
    data: str = Field(description="Whose takes they are")
    takes: dict[Literal["bad", "good"], int]
    singers: int
    quantile_levels: list[float]
    features: dict[str, FeatureSpreadReply]
    recording: OwnValuesReply | None = Field(description="The recording that was asked for")


class MemberReply(_Reply):
    """One feature of a family."""

    model_config = ConfigDict(title="FamilyMember")

    name: str
    unit: str
    meaning: str
    better: Literal["higher", "lower", "neither"] = Field(
        description="Which way goes with better singing; `neither`: it does not tell"
    )
    source: str
    decides: bool = Field(description="Whether the model in service sees it")
    importance: Interval | None = Field(
        description="By how much the AUC falls when its values are exchanged between takes of "
        "singers the model does not know; null where the model does not see it"
    )


class FamilyReply(_Reply):
    """Features that are understood together."""

    model_config = ConfigDict(title="FeatureFamily")

    title: str
    description: str
    interpretation: str
    good_singers: str
    bad_singers: str
    units: list[str]
    sources: list[str]
    decides: bool
    importance: Interval | None = Field(
        description="As of a member, all members exchanged together: they can stand in for each "
        "other, so this may be more than the sum"
    )
    members: list[MemberReply]


class FeatureInfoReply(_Reply):
    """The guide to the features."""

    model_config = ConfigDict(title="FeatureInfo", protected_namespaces=())

    model_version: str
    measured_on: str | None = Field(description="What the importance was measured on")
    n: int | None
    singers: int | None
    interval: str | None = Field(description="What the intervals are")
    features: dict[str, FamilyReply] = Field(description="Families by name")


class EpochReply(_Reply):
    """One epoch of a network."""

    model_config = ConfigDict(title="Epoch")

    epoch: int
    loss: float = Field(description="On what it learns from")
    validation_loss: float = Field(description="On other singers")
    accuracy: float = Field(description="On other singers")


class CurveReply(_Reply):
    """The epochs of one network."""

    model_config = ConfigDict(title="LearningCurve")

    name: str
    shipped: bool = Field(description="Whether the model is made of it")
    epochs: list[EpochReply]


class RocReply(_Reply):
    """ROC curve with its interval, point by point."""

    model_config = ConfigDict(title="Roc")

    auc: Interval
    false_positive_rate: list[float]
    true_positive_rate: list[float | None]
    low: list[float | None]
    high: list[float | None]


class ReliabilityReply(_Reply):
    """What was said and what was true, in equal bins of probability."""

    model_config = ConfigDict(title="Reliability")

    edges: list[float]
    n: list[int]
    mean_probability: list[float | None]
    share_good: list[float | None]
    low: list[float | None]
    high: list[float | None]


class ConfusionReply(_Reply):
    """What was called what: rows are labels, columns what was called."""

    model_config = ConfigDict(title="Confusion")

    class_labels: list[str]
    threshold: float
    counts: list[list[int]]


class ScoreSpreadReply(_Reply):
    """Takes per bin of probability, by label."""

    model_config = ConfigDict(title="ScoreSpread")

    edges: list[float]
    bad: list[int]
    good: list[int]


class TrainingChartsReply(_Reply):
    """What came of a training, as its charts show it."""

    model_config = ConfigDict(title="TrainingCharts")

    training_id: str
    status: JobStatus
    version: str
    mode: str = Field(description="`held_out` or `cross_validated`")
    measured_on: str
    n: int
    good: int
    singers: int
    interval: str = Field(description="What the intervals are")
    charts: list[str] = Field(description="What `chart` may be")
    learning_curves: list[CurveReply] = Field(description="Empty where nothing has epochs")
    roc: RocReply
    reliability: ReliabilityReply
    confusion: ConfusionReply
    scores: ScoreSpreadReply
    comparison: dict[str, Any] | None = Field(
        description="Champion against challenger, with intervals; null until it was decided"
    )
