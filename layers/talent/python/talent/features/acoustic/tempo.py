"""Tempo: onsets from rising mel bands, then the period at which they repeat.

References
----------
.. [1] Boeck, Widmer. "Maximum filter vibrato suppression for onset detection." DAFx 2013
   (librosa.onset.onset_strength, here without the filter).
.. [2] Grosche, Mueller, Kurth. "Cyclic tempogram: a mid-level tempo representation for music
   signals." ICASSP 2010 (autocorrelation tempogram).
.. [3] Ellis. "Beat tracking by dynamic programming." Journal of New Music Research 36, 2007
   (the prior around 120 beats per minute).
"""

import threading
from functools import cache
from typing import Final

import numpy as np

from talent.audio.limits import SAMPLE_RATE
from talent.features.acoustic.grid import F32, F64, FRAME, HOP

WINDOW: Final = int(8.0 * SAMPLE_RATE / HOP)
"""Frames over which onsets are compared with themselves: 8 s (344)."""

BPM: Final = 60.0 * SAMPLE_RATE / HOP / np.arange(1, WINDOW)
"""Beats per minute at lags 1, 2, ... frames, shape (WINDOW - 1,)."""

_START, _FASTEST = 120.0, 320.0
_CHUNK: Final = 1024
_PART: Final = WINDOW // 4
"""Lags of a window at a time, such that what is below the diagonals is hardly computed."""
_LAG: Final = 1 + FRAME // (2 * HOP)
"""Frames by which a rise is moved: one for the difference, two because frames are centred."""
_RISE: Final = np.arange(WINDOW // 2) / (WINDOW // 2)
_HANN: Final = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(WINDOW) / WINDOW)


def onsets(levels: F32) -> F64:
    """Return the onset strength, shape (n,), of mel levels in dB, shape (n, bands) [1].

    The median over the bands of what each has risen since the frame before, in dB; falling
    counts as zero. librosa.onset.onset_strength(aggregate=np.median), the default of
    librosa.beat.beat_track.
    """
    strength = np.zeros(len(levels))
    middle = levels.shape[1] // 2
    for first in range(1, max(1, len(levels) - _LAG + 1), _CHUNK):
        now = levels[first : min(first + _CHUNK, len(levels) - _LAG + 1)]
        rise = now - levels[first - 1 : first - 1 + len(now)]
        # Sorting a row is several times as fast as np.median; the order survives the zeros.
        rise.sort(axis=1)
        median = 0.5 * (np.maximum(rise[:, middle - 1], 0.0) + np.maximum(rise[:, middle], 0.0))
        strength[first + _LAG - 1 : first + _LAG - 1 + len(now)] = median
    return strength


class _Memory(threading.local):
    """What tempograms are computed in, 1.5 MB for every thread, kept from one to the next."""

    def __init__(self) -> None:
        self.rows = np.empty((_CHUNK, WINDOW), dtype=np.float32)
        self.products = np.zeros(_PART * (WINDOW + _PART + 1), dtype=np.float32)


_MEMORY: Final = _Memory()


def tempogram(strength: F64) -> F64:
    """Return the mean autocorrelation of the onsets, shape (WINDOW,), 1 at lag 0 [2].

    Around every frame, 8 s of onsets are windowed, correlated with themselves and divided by
    their greatest correlation. Onsets are not negative, so that is the one at lag 0, their
    energy. With the windows, so scaled, as the rows of A, the sum over frames of the
    correlations at lag k is the sum along the k-th diagonal of A^T A: matrix products, and more
    exact than transforms, because sums of what is not negative lose nothing.
    """
    # From and to zero in a straight line; np.pad's "linear_ramp" takes several times as long.
    padded = np.concatenate((strength[0] * _RISE, strength, strength[-1] * _RISE[::-1]))
    energy = np.correlate(np.square(padded), np.square(_HANN))[: len(strength)]
    scale = np.divide(1.0, np.sqrt(energy), out=np.zeros_like(energy), where=energy > 0.0)
    around = np.lib.stride_tricks.sliding_window_view(padded.astype(np.float32), WINDOW)
    window, scale = _HANN.astype(np.float32), scale.astype(np.float32)[:, np.newaxis]
    total = np.zeros(WINDOW)
    for first in range(0, len(strength), _CHUNK):
        now = slice(first, min(first + _CHUNK, len(strength)))
        rows = np.multiply(around[now], window, out=_MEMORY.rows[: now.stop - first])
        rows *= scale[now]
        for left in range(0, WINDOW, _PART):
            width = WINDOW - left
            total[:width] += _diagonals(rows[:, left : left + _PART], rows[:, left:])
    return total / len(strength)


def _diagonals(some: F32, all_from_there: F32) -> F32:
    """Return the sums along the diagonals 0, 1, ... of the product of two parts of A.

    That is, shape (width,), of A[:, l : l + _PART]^T A[:, l:]; below them nothing is summed.
    """
    width = all_from_there.shape[1]
    pitch = width + _PART
    memory = _MEMORY.products[: _PART * (pitch + 1)]
    products = memory[: _PART * pitch].reshape(_PART, pitch)
    np.matmul(some.T, all_from_there, out=products[:, :width])
    products[:, width:] = 0.0
    # In rows that are one longer, every diagonal is a column.
    return np.asarray(memory.reshape(_PART, pitch + 1)[:, :width].sum(axis=0))


def tempo_scores(correlation: F64) -> F64:
    """Return how likely every lag of BPM is the beat, shape (WINDOW - 1,) [3].

    log(1 + 1e6 correlation) and a normal prior over octaves around 120; never above 320.
    """
    return np.asarray(np.log1p(1e6 * correlation[1:]) + _prior())


@cache
def _prior() -> F64:
    prior = -0.5 * np.square(np.log2(BPM) - np.log2(_START))
    prior[: int(np.argmax(BPM < _FASTEST))] = -np.inf
    return np.asarray(prior)


def tempo_of(levels: F32) -> float:
    """Return the tempo in beats per minute of mel levels; 0 where nothing ever rises."""
    strength = onsets(levels)
    if not strength.any():
        return 0.0
    return float(BPM[np.argmax(tempo_scores(tempogram(strength)))])
