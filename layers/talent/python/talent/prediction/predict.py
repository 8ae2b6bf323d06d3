"""Predict one recording: bytes in, an answer or a typed refusal out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from talent.audio.decode import decode
from talent.features.acoustic import acoustic
from talent.features.analysis import Analysis, Contour
from talent.features.catalogue import FEATURE_SETS
from talent.features.extract import analyse, by_name, extract
from talent.features.note_report import SungNote, note_report
from talent.features.quality import Caution, Quality, assess
from talent.model.artifact import Model
from talent.model.decision import Decision
from talent.model.explain import Explanation, explain
from talent.model.interpreter import Scores
from talent.model.reasons import Reason, reasons
from talent.model.timeline import Stretch, Window, timeline, weakest
from talent.prediction.options import NOTHING_MORE, PredictionOptions


@dataclass(frozen=True, slots=True)
class PredictionDetail:
    """What was heard, in the order of time."""

    contour: Contour
    notes: tuple[SungNote, ...]
    weakest: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer for one recording.

    Attributes
    ----------
    decision : what the model says.
    quality : the measured values on which the quality gate decided.
    warnings : what makes the answer less trustworthy than usual.
    features : what the model saw, by name; None where undefined in this take.
    measures : reported values that do not decide, by name; None where undefined.
    explanation : the log-odds taken apart.
    reasons : what moved the answer most, in words.
    timeline, detail : None where they are not wanted.
    acoustic : value by name, in the catalogue's order; None where it is not wanted.
    """

    decision: Decision
    quality: Quality
    warnings: tuple[Caution, ...]
    features: Mapping[str, float | None]
    measures: Mapping[str, float | None]
    explanation: Explanation
    reasons: tuple[Reason, ...]
    timeline: tuple[Window, ...] | None = None
    detail: PredictionDetail | None = None
    acoustic: Mapping[str, float | None] | None = None


def predict(recording: bytes, model: Model, wanted: PredictionOptions = NOTHING_MORE) -> Prediction:
    """Decode, measure, pass the quality gate, score and explain a recording.

    Raises
    ------
    AudioError
        If the bytes are not a recording within the limits.
    TakeRefused
        If there is too little, or too poor, singing to judge.
    """
    sound = decode(recording)
    analysis = analyse(sound)
    quality, warnings = assess(analysis)
    numbers = acoustic(sound) if wanted.analysis == "full" else None
    manifest = model.manifest
    vector = extract(sound, manifest.feature_set, analysis=analysis, numbers=numbers)
    features = by_name(manifest.features, dict(zip(manifest.features, vector, strict=True)))
    explanation = explain(model.score, manifest, vector)
    windows = timeline(sound, analysis, model) if wanted.timeline or wanted.contour else ()
    return Prediction(
        decision=Decision.from_scores(_scores(explanation.logit), manifest),
        quality=quality,
        warnings=warnings,
        features=features,
        measures=analysis.measures,
        explanation=explanation,
        reasons=reasons(explanation, features, model.reference),
        timeline=windows if wanted.timeline else None,
        detail=_detail(analysis, windows, model) if wanted.contour else None,
        acoustic=None if numbers is None else by_name(FEATURE_SETS["acoustic"], numbers),
    )


def _scores(logit: float) -> Scores:
    """Return the probability of a logit in double precision.

    The graph's own is single: near 0 and 1 its log-odds would differ from the logit, and the
    contributions would not add up to the probability that is answered.
    """
    return Scores(logit, float(np.exp(-np.logaddexp(0.0, -logit))))


def _detail(analysis: Analysis, windows: tuple[Window, ...], model: Model) -> PredictionDetail:
    return PredictionDetail(analysis.contour, note_report(analysis), weakest(windows, model))
