"""Mel bands and the cepstrum.

References
----------
.. [1] Slaney. "Auditory Toolbox." Interval Research, technical report 1998-010 (mel scale and
   the area norm of the bands).
.. [2] Davis, Mermelstein. "Comparison of parametric representations for monosyllabic word
   recognition in continuously spoken sentences." IEEE TASSP 28, 1980 (MFCC).
"""

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from talent.audio.limits import SAMPLE_RATE
from talent.features.acoustic.grid import BINS, F32, F64, FREQUENCIES

BANDS: Final = 128
COEFFICIENTS: Final = 13
AMIN: Final = 1e-10
"""Least power of a band; librosa.power_to_db."""
TOP_DB: Final = 80.0
"""Everything is at least this close to the loudest band of the whole recording."""
_GROUP: Final = 16
"""Neighbouring bands that are computed by one matrix product."""

_BREAK_HZ, _HZ_PER_MEL = 1000.0, 200.0 / 3.0
_LOG_STEP = np.log(6.4) / 27.0


class Strip(NamedTuple):
    """Some neighbouring bands: their weights, shape (bins, bands), and where they belong."""

    bins: slice
    bands: slice
    weights: F32


def mel_to_hz(mels: F64) -> F64:
    """Return frequencies in Hz of Slaney's mels [1]: linear to 1 kHz, logarithmic above."""
    knee = _BREAK_HZ / _HZ_PER_MEL
    return np.where(mels < knee, _HZ_PER_MEL * mels, _BREAK_HZ * np.exp(_LOG_STEP * (mels - knee)))


def mel_bank() -> F64:
    """Return the weights of every bin in every band, shape (BANDS, BINS); librosa.filters.mel.

    Triangles between neighbouring centres, divided by half their width in Hz [1].
    """
    top = _BREAK_HZ / _HZ_PER_MEL + np.log(SAMPLE_RATE / 2.0 / _BREAK_HZ) / _LOG_STEP
    edges = mel_to_hz(np.linspace(0.0, top, BANDS + 2))
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising = (FREQUENCIES - low) / (centre - low)
    falling = (high - FREQUENCIES) / (high - centre)
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (high - low)))


@cache
def strips() -> tuple[Strip, ...]:
    """Return the bank in strips: most of it is zero, and zeros need no multiplication."""
    bank = mel_bank()
    found = []
    for first in range(0, BANDS, _GROUP):
        part = bank[first : first + _GROUP]
        used = np.flatnonzero(part.any(axis=0))
        bins = slice(int(used[0]), int(used[-1]) + 1)
        weights = np.ascontiguousarray(part[:, bins].T, dtype=np.float32)
        found.append(Strip(bins, slice(first, first + _GROUP), weights))
    return tuple(found)


def band_levels(power: F32, out: F32) -> None:
    """Write the level of every band, shape (n, BANDS), of power spectra, shape (BINS, n)."""
    if len(power) != BINS:
        raise ValueError(f"power has {len(power)} bins, expected {BINS}")
    for strip in strips():
        np.matmul(power[strip.bins].T, strip.weights, out=out[:, strip.bands])
    np.maximum(out, np.float32(AMIN), out=out)
    np.log10(out, out=out)
    out *= np.float32(10.0)


def clamp(levels: F32) -> None:
    """Raise every level, in place, to the maximum of the whole recording less TOP_DB."""
    np.maximum(levels, levels.max() - np.float32(TOP_DB), out=levels)


def cepstrum(levels: F32) -> F64:
    """Return the first COEFFICIENTS of the cosine transform [2], shape (n, COEFFICIENTS).

    c_k = s_k sum_m L_m cos(pi k (m + 1/2) / BANDS), s_0 = sqrt(1 / BANDS), otherwise
    sqrt(2 / BANDS): type II, orthonormal, as librosa.feature.mfcc.
    """
    return np.asarray(levels @ _cosines(), dtype=np.float64)


@cache
def _cosines() -> F32:
    order = np.arange(COEFFICIENTS)
    cosines = np.cos(np.pi / BANDS * np.outer(np.arange(BANDS) + 0.5, order))
    scale = np.where(order == 0, np.sqrt(1.0 / BANDS), np.sqrt(2.0 / BANDS))
    return np.asarray(cosines * scale, dtype=np.float32)
