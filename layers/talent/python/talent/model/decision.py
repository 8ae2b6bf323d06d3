"""Decision from a probability: label, verdict, confidence."""

from dataclasses import dataclass
from typing import Literal, Self

from talent.model.interpreter import Scores
from talent.model.manifest import Calibration, Manifest

PredictedLabel = Literal["good", "bad"]
Verdict = Literal["good", "bad", "uncertain"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Decision on one vector, and how sure the model is.

    Attributes
    ----------
    label : the side of the threshold on which the probability lies.
    verdict : the label, or "uncertain" within the band around the threshold.
    probability_good, probability_bad : 0..1, adding up to 1.
    confidence : probability of the label, 0..1.
    logit : log-odds of good.
    threshold, uncertain_band : the rule that was applied.
    calibration : on what the probability was fitted.
    model_version : who says so.
    """

    label: PredictedLabel
    verdict: Verdict
    probability_good: float
    probability_bad: float
    confidence: float
    logit: float
    threshold: float
    uncertain_band: tuple[float, float]
    calibration: Calibration
    model_version: str

    @classmethod
    def from_scores(cls, scores: Scores, manifest: Manifest) -> Self:
        """Apply a model's own rule to what its graph answered."""
        good = scores.probability
        low, high = manifest.uncertain_band
        label: PredictedLabel = "good" if good >= manifest.threshold else "bad"
        return cls(
            label=label,
            verdict="uncertain" if low < good < high else label,
            probability_good=good,
            probability_bad=1.0 - good,
            confidence=good if label == "good" else 1.0 - good,
            logit=scores.logit,
            threshold=manifest.threshold,
            uncertain_band=manifest.uncertain_band,
            calibration=manifest.calibration,
            model_version=manifest.version,
        )
