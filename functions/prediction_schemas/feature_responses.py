"""Features and measures, as JSON: every number with its unit and its meaning."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from functions.http.response_model import described, response_model
from talent.features.catalogue import FEATURES, MEASURES

_MEASURES: Final = {measure.name: measure for measure in MEASURES}


@response_model("Measure")
class MeasureReply:
    """One measured number."""

    name: str
    value: float | None = described(description="null where this take does not define it")
    unit: str
    meaning: str


@response_model("Feature")
class FeatureReply(MeasureReply):
    """One number that the model saw."""

    better: Literal["higher", "lower", "neither"] = described(
        description="What goes with better ratings"
    )
    group: str
    contribution: float | None = described(
        description="What it adds to the log-odds: base_logit and all contributions add up to "
        "logit; null where the model is a network, whose groups contribute as a whole"
    )


@response_model("Acoustic")
class AcousticReply(MeasureReply):
    """One number of how the recording sounds: of voice, room and microphone, not of skill."""

    group: str
    source: str = described(description="Where it comes from, and the librosa function it equals")


def features_of(
    values: Mapping[str, float | None], contributions: Mapping[str, float]
) -> list[FeatureReply]:
    """Put what the model saw into the API's words."""
    return [
        FeatureReply(
            **_described(name, value),
            better=FEATURES[name].better,
            group=FEATURES[name].group,
            contribution=contributions.get(name),
        )
        for name, value in values.items()
    ]


def acoustic_of(values: Mapping[str, float | None]) -> list[AcousticReply]:
    """Put how a recording sounds into the API's words."""
    return [
        AcousticReply(
            **_described(name, value), group=FEATURES[name].group, source=FEATURES[name].source
        )
        for name, value in values.items()
    ]


def measures_of(values: Mapping[str, float | None]) -> list[MeasureReply]:
    """Put what is reported beside the features into the API's words."""
    return [MeasureReply(**_described(name, value)) for name, value in values.items()]


def _described(name: str, value: float | None) -> dict[str, Any]:
    known: Any = FEATURES.get(name) or _MEASURES[name]
    return {"name": name, "value": value, "unit": known.unit, "meaning": known.meaning}
