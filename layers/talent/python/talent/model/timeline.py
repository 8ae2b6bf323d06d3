"""Timeline: the score over time, and the weakest stretches of a take.

A window is scored by the same graph as the take, on the same features. It holds less singing,
so its score varies more, and what grows with the number of notes (``scale_z``) is lower in it:
windows compare with each other, not with the whole take.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from talent.audio.sound import Sound
from talent.features.analysis import Analysis
from talent.features.quality import MIN_NOTES, MIN_VOICED_RATIO, MIN_VOICED_SECONDS
from talent.features.windows import Piece, extract_piece, pieces
from talent.model.artifact import Model
from talent.model.explain import explain
from talent.model.reasons import in_words
from talent.model.sentences import words_of

Shortage = Literal["no_voice", "too_little_singing"]
"""Code of what a window lacks."""

WEAKEST: Final = 3
"""Most stretches that are named."""
WEAK_SHARE: Final = 20.0
"""Only the lowest fifth of a take's windows can be weak, in percent,"""
WEAK_LOGITS: Final = 0.5
"""and only where their odds are 40 % below those of the middle window."""
MIN_WINDOWS: Final = 4
"""With fewer windows there is no rest of the take to compare with."""


@dataclass(frozen=True, slots=True)
class Window:
    """The score of one window.

    Attributes
    ----------
    start, end : in seconds.
    logit, probability_good : what the model says; None below the gate.
    reason : code of what is missing; None where judged.
    vector : what the model saw of the window, shape (features,); NaN where undefined, and
        everywhere in a window that is not judged.
    """

    start: float
    end: float
    logit: float | None
    probability_good: float | None
    reason: Shortage | None
    vector: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A weak part of a take.

    Attributes
    ----------
    start, end : in seconds.
    probability_good : of its weakest window.
    feature : name of the feature (of the group, for a network) that hurts most there.
    value, usual : of that feature, in the weakest window and in the middle of all windows.
    contribution : what that costs, in log-odds against the middle of all windows.
    sentence : the same for a singer.
    """

    start: float
    end: float
    probability_good: float
    feature: str
    value: float | None
    usual: float | None
    contribution: float
    sentence: str


def timeline(sound: Sound, analysis: Analysis, model: Model) -> tuple[Window, ...]:
    """Score every window of a take; what cannot be judged has no score."""
    return tuple(_judged(sound, piece, model) for piece in pieces(analysis))


def shortage_of(piece: Piece) -> Shortage | None:
    """Return why a window cannot be judged, or None.

    A window of 7 s is a take of 7 s: it needs what the shortest take needs, 3 s of voice and 8
    notes. These are amounts of evidence, not rates, so they are not scaled with its length.
    Noise and clipping were judged on the whole take: one window has too few breaks to tell.
    """
    if piece.voiced_seconds < MIN_VOICED_RATIO * (piece.end - piece.start):
        return "no_voice"
    # A tolerance, because frames are counted: 3 s are 300 times 0.01.
    if piece.voiced_seconds < MIN_VOICED_SECONDS - 1e-9 or piece.notes < MIN_NOTES:
        return "too_little_singing"
    return None


def weakest(windows: Sequence[Window], model: Model) -> tuple[Stretch, ...]:
    """Return the weakest stretches, the worst first: runs of weak windows, merged."""
    judged = [window for window in windows if window.logit is not None]
    if len(judged) < MIN_WINDOWS:
        return ()
    logits = [window.logit for window in judged if window.logit is not None]
    middle = float(np.median(logits))
    limit = min(float(np.percentile(logits, WEAK_SHARE)), middle - WEAK_LOGITS)
    usual = _middle([window.vector for window in judged])
    weak = [window for window in judged if window.logit is not None and window.logit <= limit]
    found = [stretch for run in _runs(weak) if (stretch := _stretch(run, usual, model)) is not None]
    return tuple(sorted(found, key=lambda stretch: stretch.probability_good)[:WEAKEST])


def _runs(weak: Sequence[Window]) -> list[list[Window]]:
    """Join the windows that overlap or touch."""
    runs: list[list[Window]] = []
    for window in weak:
        if runs and window.start <= runs[-1][-1].end:
            runs[-1].append(window)
        else:
            runs.append([window])
    return runs


def _judged(sound: Sound, piece: Piece, model: Model) -> Window:
    reason = shortage_of(piece)
    if reason is not None:
        unknown = np.full(len(model.manifest.features), np.nan)
        return Window(piece.start, piece.end, None, None, reason, unknown)
    vector = extract_piece(sound, piece, model.manifest.feature_set)
    scores = model.score(vector)
    return Window(piece.start, piece.end, scores.logit, scores.probability, None, vector)


def _middle(vectors: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the median of every feature over windows, NaN where it is defined in none."""
    columns = np.array(vectors).T
    defined = (column[np.isfinite(column)] for column in columns)
    return np.array([np.median(column) if len(column) > 0 else np.nan for column in defined])


def _stretch(run: Sequence[Window], usual: NDArray[np.float64], model: Model) -> Stretch | None:
    """Describe a run of weak windows by what its worst one has worse than the middle one."""
    worst = min(run, key=lambda window: window.logit if window.logit is not None else np.inf)
    assert worst.probability_good is not None  # noqa: S101 - a run holds judged windows only
    found = explain(model.score, model.manifest, worst.vector, baseline=usual)
    parts = found.features or found.groups
    name, contribution = min(parts.items(), key=lambda part: part[1])
    if contribution >= 0.0:
        return None
    here, there = (_value(name, seen, model) for seen in (worst.vector, usual))
    start, end = run[0].start, run[-1].end
    return Stretch(
        start=start,
        end=end,
        probability_good=worst.probability_good,
        feature=name,
        value=here,
        usual=there,
        contribution=contribution,
        sentence=_sentence(name, start, end, here, there),
    )


def _value(name: str, vector: NDArray[np.float64], model: Model) -> float | None:
    """Return a feature's value; None for a group or where it is undefined."""
    names = model.manifest.features
    value = float(vector[names.index(name)]) if name in names else np.nan
    return value if np.isfinite(value) else None


def _sentence(name: str, start: float, end: float, here: float | None, there: float | None) -> str:
    words = words_of(name)
    found = f"What holds {clock(start)} to {clock(end)} back most is {words.topic}"
    if here is not None and there is not None:
        found += f": {in_words(name, here)} here, {in_words(name, there)} in the take as a rule"
    return f"{found}. {words.advice}"


def clock(seconds: float) -> str:
    """Return seconds as minutes and seconds, as players show them."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
