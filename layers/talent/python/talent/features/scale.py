"""Scale fit: how clearly pitches form a scale, in whatever key and tuning.

Pitches are folded into one octave and compared with a major scale at all its 240
transpositions, 5 cents apart (at 10 cents the fit would depend on the tuning by 4 %). The
natural minor and the church modes are rotations of the major scale and fit as well;
pentatonic melodies are subsets of it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

BINS: Final = 240
BIN_CENTS: Final = 5.0
OCTAVE: Final = BINS * BIN_CENTS
_DEGREES: Final = (0, 200, 400, 500, 700, 900, 1100)
_TEMPLATE_SIGMA: Final = 25.0
_ENTROPY_SIGMA: Final = 15.0


def _kernel(centres: tuple[int, ...], sigma: float) -> NDArray[np.float64]:
    """Return Gaussians of height 1 around centres on the octave circle, shape (BINS,)."""
    bins = np.arange(BINS)[:, np.newaxis] * BIN_CENTS - np.asarray(centres, dtype=float)
    wrapped = (bins + OCTAVE / 2) % OCTAVE - OCTAVE / 2
    return np.asarray(np.exp(-0.5 * (wrapped / sigma) ** 2).sum(axis=1))


_TEMPLATE: Final = _kernel(_DEGREES, _TEMPLATE_SIGMA)
_TEMPLATE_FT: Final = np.conj(np.fft.rfft(_TEMPLATE))
_SMOOTHING_FT: Final = np.fft.rfft(
    _kernel((0,), _ENTROPY_SIGMA) / _kernel((0,), _ENTROPY_SIGMA).sum()
)
CHANCE: Final = float(_TEMPLATE.mean())
"""Mean fit over all transpositions: the same for every histogram."""

# Mean and standard deviation of the best fit of N random notes of equal weight, by
# simulation (40,000 draws each; `tests/generate_scale_null.py` makes the table again).
NULL_COUNTS: Final = np.array(
    [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128, 256, 512, 1024, 2048], dtype=float
)
# fmt: off
NULL_MEAN: Final = np.array([
    0.8565, 0.7905, 0.7394, 0.6749, 0.6353, 0.5865, 0.5566,
    0.521, 0.4995, 0.4746, 0.4597, 0.4317, 0.4123, 0.3985, 0.3888, 0.3819,
])
NULL_SD: Final = np.array([
    0.11741, 0.10089, 0.09575, 0.08043, 0.07139, 0.05893, 0.05105,
    0.0415, 0.03618, 0.02943, 0.02544, 0.01777, 0.01263, 0.00882, 0.00624, 0.0044,
])
# fmt: on


def fold(cents: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the octave histogram of pitches, shape (BINS,), adding up to 1.

    Every pitch is shared linearly between its two nearest bins, so that the histogram
    moves smoothly with the pitch.
    """
    place = (cents % OCTAVE) / BIN_CENTS
    low = np.floor(place).astype(np.int64)
    part = place - low
    histogram = np.bincount(low % BINS, weights * (1.0 - part), BINS)
    histogram += np.bincount((low + 1) % BINS, weights * part, BINS)
    return np.asarray(histogram / weights.sum())


def best_fit(histograms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the fit of the best transposition, 0..1.

    Parameters
    ----------
    histograms : shape (..., BINS), each adding up to 1.

    Returns
    -------
    Array of shape (...): mean height of the template at the pitches, 1 when every pitch lies
    exactly on a degree of one scale.
    """
    spectra = np.fft.rfft(histograms, axis=-1) * _TEMPLATE_FT
    return np.asarray(np.fft.irfft(spectra, BINS, axis=-1).max(axis=-1))


def z_score(fit: float, count: float) -> float:
    """Return a best fit in standard deviations above ``count`` random notes.

    Between the counts of the table it is interpolated over log N; more notes than it has, 2,048,
    count as so many.
    """
    position = np.log(max(count, NULL_COUNTS[0]))
    mean = np.interp(position, np.log(NULL_COUNTS), NULL_MEAN)
    deviation = np.exp(np.interp(position, np.log(NULL_COUNTS), np.log(NULL_SD)))
    return float((fit - mean) / deviation)


def entropy(histogram: NDArray[np.float64]) -> float:
    """Return the entropy of a histogram in bits after smoothing by 15 cents."""
    smooth = np.fft.irfft(np.fft.rfft(histogram) * _SMOOTHING_FT, BINS)
    positive = smooth[smooth > 1e-12]
    return float(-(positive * np.log2(positive)).sum())
