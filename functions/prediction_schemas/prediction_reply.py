"""Prediction as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, Self

from functions.http.response_model import described, response_model
from functions.prediction_schemas.details import DetailReply, ReasonReply, WindowReply, windows_of
from functions.prediction_schemas.feature_responses import (
    AcousticReply,
    FeatureReply,
    MeasureReply,
    acoustic_of,
    features_of,
    measures_of,
)

if TYPE_CHECKING:  # handing predictions on must not import the predictor
    from talent.prediction.predict import Prediction


@response_model("Calibration")
class CalibrationReply:
    """On what the probability was fitted."""

    fitted_on: Literal["synthetic", "uploads", "nothing"] = described(
        description="`synthetic`: on synthetic singers; `uploads`: on labelled recordings; "
        "`nothing`: the model learned from labelled recordings that did not allow to fit it"
    )
    n: int = described(description="Recordings it was fitted on; 0 with `nothing`")
    singers: int = described(description="Singers it was fitted on; 0 with `nothing`")
    calibrated: bool = described(description="True only where it was fitted on `uploads`")


@response_model("Quality")
class QualityReply:
    """The measured values on which the quality gate decided."""

    seconds: float = described(description="Duration of the recording")
    voiced_seconds: float = described(description="Seconds in which a pitch was found")
    voiced_ratio: float = described(description="Their share of the recording, 0..1")
    notes: int = described(description="Number of notes found")
    level_difference_db: float | None = described(
        description="Level of the sung parts above the parts in between, in dB; null where "
        "nothing lies in between"
    )
    flatness: float | None = described(
        description="Spectral flatness of the parts in between, 0..1; null likewise"
    )
    clipped_ratio: float = described(description="Share of clipped samples, 0..1")
    accompanied: bool = described(description="Whether instruments seem to play along")
    signs_of_speech: int = described(
        description="How many of six signs say that this is not singing"
    )


@response_model("Warning")
class WarningReply:
    """Something that makes this answer less trustworthy than usual."""

    code: str
    message: str
    advice: str


@response_model("Prediction")
class PredictionReply:
    """The judgement of one recording."""

    filename: str
    label: Literal["good", "bad"] = described(description="The side of the threshold")
    confidence: float = described(description="Probability of the label, 0..1")
    probability_good: float = described(description="0..1")
    probability_bad: float = described(description="0..1; adds up to 1 with probability_good")
    timestamp: datetime
    verdict: Literal["good", "bad", "uncertain"] = described(
        description="The label, or `uncertain` within the band around the threshold"
    )
    threshold: float = described(description="probability_good from which the label is good")
    uncertain_band: tuple[float, float] = described(
        description="probability_good between these two is called uncertain"
    )
    calibration: CalibrationReply
    model_version: str
    duration_seconds: float
    quality: QualityReply
    warnings: list[WarningReply]
    logit: float = described(description="Log-odds of good: ln(p / (1 - p)) of probability_good")
    base_logit: float = described(
        description="Log-odds of a take in which every feature is the median of the model's "
        "training takes"
    )
    reasons: list[ReasonReply] = described(
        description="What moved the answer away from base_logit most, the strongest first"
    )
    groups: dict[str, float] = described(
        description="What each group of features adds to base_logit; together they give logit"
    )
    features: list[FeatureReply] = described(description="What the model saw")
    measures: list[MeasureReply] = described(description="Reported beside it; never decides")
    timeline: list[WindowReply] | None = described(
        default=None, description="With `timeline=true`: the score of every window"
    )
    detail: DetailReply | None = described(
        default=None, description="With `contour=true`: pitch, notes and weakest stretches"
    )
    acoustic: list[AcousticReply] | None = described(
        default=None,
        description="With `analysis=full`: how the recording sounds. Reported only: what the "
        "model saw is in `features`",
    )

    @classmethod
    def of(cls, judgement: Prediction, filename: str) -> Self:
        """Put a prediction into the API's words."""
        decision, calibration = judgement.decision, judgement.decision.calibration
        return cls(
            filename=filename,
            label=decision.label,
            confidence=decision.confidence,
            probability_good=decision.probability_good,
            probability_bad=decision.probability_bad,
            timestamp=datetime.now(UTC),
            verdict=decision.verdict,
            threshold=decision.threshold,
            uncertain_band=decision.uncertain_band,
            calibration=CalibrationReply(
                **asdict(calibration), calibrated=calibration.fitted_on == "uploads"
            ),
            model_version=decision.model_version,
            duration_seconds=judgement.quality.seconds,
            quality=QualityReply(**asdict(judgement.quality)),
            warnings=[WarningReply(**asdict(caution)) for caution in judgement.warnings],
            logit=decision.logit,
            base_logit=judgement.explanation.base_logit,
            reasons=[ReasonReply(**asdict(reason)) for reason in judgement.reasons],
            groups=dict(judgement.explanation.groups),
            features=features_of(judgement.features, judgement.explanation.features),
            measures=measures_of(judgement.measures),
            timeline=None if judgement.timeline is None else windows_of(judgement.timeline),
            detail=None if judgement.detail is None else DetailReply.of(judgement.detail),
            acoustic=None if judgement.acoustic is None else acoustic_of(judgement.acoustic),
        )
