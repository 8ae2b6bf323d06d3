"""Features of steadiness: how still the pitch stands where it should."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from talent.features.analysis import Contour, Notes
from talent.features.intonation import weights
from talent.features.vibrato import LongNotes, slope

HELD_SECONDS: Final = 0.12
HELD_CENTS: Final = 40.0
STEADY_SECONDS: Final = 0.05
STEADY_RATE: Final = 200.0
SMOOTHING_SECONDS: Final = 0.17
EDGE_SECONDS: Final = 0.04
"""How much of each end of a note belongs to the transition."""


def steadiness(contour: Contour, notes: Notes, long: LongNotes) -> dict[str, float]:
    """Return the features of the group "steadiness", by name; NaN where undefined."""
    pitches = [contour.cents[a:b] for a, b in zip(notes.start, notes.stop, strict=True)]
    weight = weights(notes)
    bends = [np.abs(np.diff(pitch, n=2)) for pitch in pitches]
    return {
        "note_slope": _note_slope(pitches, weight, contour.hop_seconds),
        "note_slow_wobble": _slow_wobble(pitches, long, contour.hop_seconds),
        "hold_frac": _held_ratio(pitches, notes, int(contour.voiced.sum())),
        "f0_jitter": float(np.median(np.concatenate(bends))),
        "steady_ratio": _steady_ratio(contour),
    }


def _note_slope(
    pitches: list[NDArray[np.float64]], weight: NDArray[np.float64], hop: float
) -> float:
    """Weighted mean absolute slope of notes without their ends, cents/s.

    The first and last 40 ms are left out: there the voice moves from note to note, however
    still it stands in between.
    """
    edge = round(EDGE_SECONDS / hop)
    inner = [pitch[edge:-edge] for pitch in pitches]
    usable = np.array([len(pitch) > edge for pitch in inner])
    if not usable.any():
        return float("nan")
    slopes = np.array([abs(slope(pitch)) if len(pitch) > edge else 0.0 for pitch in inner]) / hop
    return float(slopes @ (weight * usable) / weight[usable].sum())


def _slow_wobble(pitches: list[NDArray[np.float64]], long: LongNotes, hop: float) -> float:
    """Duration-weighted standard deviation of long notes after smoothing by 170 ms."""
    if len(long.index) == 0:
        return float("nan")
    size = round(SMOOTHING_SECONDS / hop)
    kernel = np.full(size, 1.0 / size)
    spread = [np.convolve(pitches[note], kernel, mode="valid").std() for note in long.index]
    return float(np.array(spread) @ long.seconds / long.seconds.sum())


def _held_ratio(pitches: list[NDArray[np.float64]], notes: Notes, voiced: int) -> float:
    """Share of voiced frames within 40 cents of the median of a note of 0.12 s or more."""
    held = sum(
        int((np.abs(pitches[i] - notes.cents[i]) <= HELD_CENTS).sum())
        for i in np.flatnonzero(notes.seconds >= HELD_SECONDS - 1e-9)
    )
    return held / voiced


def _steady_ratio(contour: Contour) -> float:
    """Share of frames, voiced 50 ms on as well, that move by less than 200 cents/s."""
    step = round(STEADY_SECONDS / contour.hop_seconds)
    moved = np.abs(contour.cents[step:] - contour.cents[:-step])
    moved = moved[np.isfinite(moved)]
    if len(moved) == 0:
        return float("nan")
    return float((moved < STEADY_RATE * STEADY_SECONDS).mean())
