"""Features of intonation: how well the notes agree on a scale and on a set of semitones.

A note ``i`` has the median pitch ``m_i`` in cents and the weight ``w_i = min(d_i, 0.6 s)``
of its duration, so that long notes count more, but one long note cannot decide alone.
Sums over pairs are computed from prefix sums: linear in the notes, exact.
"""

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from talent.features import circular, scale
from talent.features.analysis import Contour, Notes

_Number = TypeVar("_Number", np.float64, np.complex128)

WEIGHT_CAP: Final = 0.6
PAIR_SECONDS: Final = 4.0
REPEAT_CENTS: Final = 60.0
LOCAL_NOTES: Final = 10
WANDER_NOTES: Final = 8


def weights(notes: Notes) -> NDArray[np.float64]:
    """Return the weight of every note in seconds, shape (notes,)."""
    return np.minimum(notes.seconds, WEIGHT_CAP)


def intonation(contour: Contour, notes: Notes) -> dict[str, float]:
    """Return the features of the groups "scale" and "grid", by name; NaN where undefined."""
    pitch, weight = notes.cents, weights(notes)
    sung = contour.cents[contour.voiced]
    count = circular.effective_count(weight)
    histogram = scale.fold(pitch, weight)
    fit = float(scale.best_fit(histogram))
    frames = np.ones(len(sung))
    mean_phasor = circular.resultant(pitch, weight)
    deviation = np.abs(circular.distance(pitch, circular.tuning(mean_phasor)))
    return {
        "scale_contrast": fit - scale.CHANCE,
        "scale_z": scale.z_score(fit, count),
        "scale_local": _local_fit(pitch, weight),
        "scale_fit_frames": float(scale.best_fit(scale.fold(sung, frames))),
        "grid_frames": circular.unbiased_resultant(
            abs(circular.resultant(sung, frames)), len(sung)
        ),
        "grid_notes": circular.unbiased_resultant(abs(mean_phasor), count),
        "grid_absdev": float(deviation @ weight / weight.sum()),
        "pair_grid": _pair_grid(notes, weight),
        "repeat_spread": _repeat_spread(pitch, weight),
        "hist_entropy_notes": scale.entropy(histogram),
        "tuning_wander": _tuning_wander(pitch, weight),
        "interval_dev": _interval_deviation(pitch, weight),
    }


def _windows(values: NDArray[_Number], size: int) -> NDArray[_Number]:
    """Return all windows of ``size`` values, or the whole where there are fewer."""
    size = min(size, len(values))
    return np.lib.stride_tricks.sliding_window_view(values, size)


def _local_fit(pitch: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Mean of the best fit over windows of ten notes."""
    pairs = zip(_windows(pitch, LOCAL_NOTES), _windows(weight, LOCAL_NOTES), strict=True)
    return float(scale.best_fit(np.array([scale.fold(m, w) for m, w in pairs])).mean())


def _pair_grid(notes: Notes, weight: NDArray[np.float64]) -> float:
    """Weighted mean of cos(2 pi (m_i - m_j) / 100) over pairs that begin within 4 s."""
    begin = notes.start * notes.hop_seconds
    first = np.searchsorted(begin, begin - PAIR_SECONDS)  # first partner of each note
    here = np.arange(len(begin))
    turned = weight * circular.phasors(notes.cents)
    sums, mass = np.r_[0, np.cumsum(turned)], np.r_[0, np.cumsum(weight)]
    # Real part of z_i * conj(sum of earlier z_j) = sum of w_i w_j cos(angle difference)
    agreement = (turned * np.conj(sums[here] - sums[first])).real.sum()
    total = (weight * (mass[here] - mass[first])).sum()
    return float(agreement / total) if total > 0.0 else float("nan")


def _repeat_spread(pitch: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Weighted mean of abs(m_i - m_j) over pairs closer than 60 cents."""
    order = np.argsort(pitch)
    m, w = pitch[order], weight[order]
    first = np.searchsorted(m, m - REPEAT_CENTS, side="right")
    here = np.arange(len(m))
    mass, moment = np.r_[0.0, np.cumsum(w)], np.r_[0.0, np.cumsum(w * m)]
    partners = mass[here] - mass[first]
    spread = (w * (m * partners - (moment[here] - moment[first]))).sum()
    total = (w * partners).sum()
    return float(spread / total) if total > 0.0 else float("nan")


def _tuning_wander(pitch: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Return 1 - R of the tuning angle over windows of eight notes."""
    if len(pitch) < WANDER_NOTES + 1:
        return float("nan")
    sums = _windows(weight * circular.phasors(pitch), WANDER_NOTES).sum(axis=1)
    angles = sums / np.maximum(np.abs(sums), 1e-12)
    return float(1.0 - abs(angles.mean()))


def _interval_deviation(pitch: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Weighted mean distance of the steps between neighbours from whole semitones, cents."""
    if len(pitch) < 2:
        return float("nan")
    both = np.minimum(weight[1:], weight[:-1])
    return float(np.abs(circular.distance(np.diff(pitch))) @ both / both.sum())
