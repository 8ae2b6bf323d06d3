"""Judge one recording: bytes in, an answer or a typed refusal out."""

from collections.abc import Mapping
from dataclasses import dataclass

from talent.audio import decode
from talent.features.extract import analyse
from talent.features.quality import Caution, Quality, assess
from talent.model.artifact import Model
from talent.model.decision import Decision


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer for one recording.

    Attributes
    ----------
    decision : what the model says.
    quality : the measured values on which the quality gate decided.
    warnings : what makes the answer less trustworthy than usual.
    features : value by name, in the catalogue's order; None where undefined in this take.
    measures : reported values that do not decide, by name; None where undefined.
    """

    decision: Decision
    quality: Quality
    warnings: tuple[Caution, ...]
    features: Mapping[str, float | None]
    measures: Mapping[str, float | None]


def judge(recording: bytes, model: Model) -> Judgement:
    """Decode, measure, pass the quality gate and score a recording.

    Raises
    ------
    AudioError
        If the bytes are not a recording within the limits.
    TakeRefused
        If there is too little, or too poor, singing to judge.
    """
    analysis = analyse(decode(recording))
    quality, warnings = assess(analysis)
    scores = model.score(analysis.vector)
    return Judgement(
        decision=Decision.from_scores(scores, model.manifest),
        quality=quality,
        warnings=warnings,
        features=analysis.features,
        measures=analysis.measures,
    )
