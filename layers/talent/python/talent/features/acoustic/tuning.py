"""Tuning: how far a recording lies from A4 = 440 Hz, from the peaks of its spectra.

librosa.estimate_tuning as chroma_stft calls it, that is on power spectra. In float32 like the
original: peaks of a pure tone lie on an edge of the histogram, and rounding decides.

References
----------
.. [1] Smith, Serra. "PARSHL: an analysis/synthesis program for non-harmonic sounds based on a
   sinusoidal representation." ICMC 1987 (parabolic interpolation of peaks).
"""

from typing import Final, NamedTuple

import numpy as np

from talent.audio.limits import SAMPLE_RATE
from talent.features.acoustic.grid import F32, FRAME, FREQUENCIES

_LOW: Final = int(np.searchsorted(FREQUENCIES, 150.0))
_HIGH: Final = int(np.searchsorted(FREQUENCIES, 4000.0))
_THRESHOLD: Final = np.float32(0.1)
"""Least power of a peak against the strongest bin of its frame; librosa.piptrack."""
_EDGES: Final = np.linspace(-0.5, 0.5, 101)
_LOWEST_A: Final = np.float32(27.5)


class Peaks(NamedTuple):
    """Peaks of some spectra: frequency in Hz and height, float32 arrays of shape (peaks,)."""

    hertz: F32
    height: F32


def find_peaks(power: F32) -> Peaks:
    """Return the peaks between 150 and 4000 Hz of power spectra, shape (BINS, n)."""
    strong = power[_LOW:_HIGH] > _THRESHOLD * power.max(axis=0)
    bins, frame = np.divmod(np.flatnonzero(strong), power.shape[1])
    bins += _LOW
    here, left, right = power[bins, frame], power[bins - 1, frame], power[bins + 1, frame]
    top = (here > left) & (here >= right)
    bins, here, left, right = bins[top], here[top], left[top], right[top]
    # A parabola through three points [1], the one in the middle above the first: it bends down.
    # Its top lies at -b / a, b / 2 a higher.
    slope = 0.5 * (right - left).astype(np.float64)
    bend = left.astype(np.float64) + right - 2.0 * here
    shift = (-slope / bend).astype(np.float32)
    hertz = (bins + shift.astype(np.float64)) * SAMPLE_RATE / FRAME
    height = here + np.float32(0.5) * slope.astype(np.float32) * shift
    return Peaks(hertz.astype(np.float32), height)


def tuning_of(parts: list[Peaks]) -> float:
    """Return the most frequent deviation from the semitones, -0.5 to 0.49; 0 without peaks.

    Of the louder half of all peaks, in a histogram of a hundred bins.
    """
    if not any(len(part.height) for part in parts):
        return 0.0
    least = _median(np.concatenate([part.height for part in parts]))
    hertz = np.concatenate([part.hertz[part.height >= least] for part in parts])
    # In place: ten minutes of noise have two million peaks.
    semitones = np.log2(np.divide(hertz, _LOWEST_A, out=hertz), out=hertz)
    semitones *= np.float32(12.0)
    deviation = np.subtract(semitones, np.floor(semitones), out=semitones)
    deviation[deviation >= 0.5] -= np.float32(1.0)
    edges = np.searchsorted(_EDGES, deviation, side="right")
    return float(_EDGES[np.argmax(np.bincount(edges)) - 1])


def _median(values: F32) -> np.float32:
    """Return the median of values, which change places; np.median looks at much else before."""
    low, high = (len(values) - 1) // 2, len(values) // 2
    values.partition((low, high))
    return np.float32(0.5 * (values[low] + values[high]))
