"""The short-time Fourier transform as two matrix products.

numpy's own transform takes one frame after the other and one number at a time; in double
precision up to numpy 1.26. A matrix product uses all that a processor has, and although it
multiplies more, it takes less than half the time. With N = 2048 samples n = 32 a + b and bins
k = c + 64 d, where a, c = 0..63 and b, d = 0..31, the transform falls into two steps [1]:

    U[c, b] = sum_a  exp(-2 pi i a c / 64)  window[32 a + b] x[32 a + b]
    X[c + 64 d] = sum_b  exp(-2 pi i b (c + 64 d) / N)  U[c, b]

The first is one real matrix for all b, the second one for every c. Sound is real, therefore
c = 0..32 is enough: for k > N / 2, X[k] is the conjugate of X[N - k].

References
----------
.. [1] Cooley, Tukey. "An algorithm for the machine calculation of complex Fourier series."
   Mathematics of Computation 19, 1965.
"""

from functools import cache
from typing import Final

import numpy as np

from talent.features.acoustic.grid import BINS, F32, FRAME, HOP

_SLOW, _FAST = 64, 32
_HALF: Final = _SLOW // 2
_BLOCKS: Final = FRAME // HOP
_WINDOW: Final = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(FRAME) / FRAME)).astype(np.float32)
"""Hann, periodic."""


@cache
def _first() -> F32:
    """Return the first step: from a to (c, part), part 0 real, 1 imaginary; shape (66, 64)."""
    angle = (2.0 * np.pi / _SLOW) * np.outer(np.arange(_HALF + 1), np.arange(_SLOW))
    parts = np.stack((np.cos(angle), -np.sin(angle)), axis=1)
    return parts.reshape(-1, _SLOW).astype(np.float32)


@cache
def _second() -> F32:
    """Return the second: for every c from (part, b) to (part, d); shape (33, 64, 64)."""
    bins = np.add.outer(np.arange(_HALF + 1), _SLOW * np.arange(_FAST))
    angle = (2.0 * np.pi / FRAME) * (bins[:, :, np.newaxis] * np.arange(_FAST) % FRAME)
    cosine, sine = np.cos(angle), np.sin(angle)
    rows = np.concatenate((cosine, sine), axis=2), np.concatenate((-sine, cosine), axis=2)
    return np.concatenate(rows, axis=1).astype(np.float32)


class Transform:
    """Power spectra of up to ``most`` frames at a time, in memory that is used again.

    Everywhere a frame is a column: neighbours in memory are the same number of neighbouring
    frames, so that every step is a long loop.
    """

    def __init__(self, most: int) -> None:
        self._sound = np.empty((HOP, most + _BLOCKS - 1), dtype=np.float32)
        # Windowed frames, no longer needed when the spectra are written: (HALF + 1, 2, d).
        self._spectra = np.empty((_HALF + 1, 2, _FAST, most), dtype=np.float32)
        self._windowed = self._spectra.reshape(-1, most)[:FRAME]
        self._between = np.empty((_HALF + 1, 2, _FAST, most), dtype=np.float32)
        self._power = np.empty((BINS, most), dtype=np.float32)

    def power(self, blocks: F32) -> F32:
        """Return |X|^2, shape (BINS, n), of the n frames that start at the first n blocks.

        ``blocks`` has shape (n + 3, HOP). Valid until the next call.
        """
        n = len(blocks) - _BLOCKS + 1
        sound = self._sound[:, : n + _BLOCKS - 1]
        np.copyto(sound, blocks.T)
        windowed = self._windowed[:, :n]
        for block in range(_BLOCKS):
            here = slice(HOP * block, HOP * (block + 1))
            np.multiply(sound[:, block : block + n], _WINDOW[here, np.newaxis], out=windowed[here])
        by_fast = windowed.reshape(_SLOW, _FAST, n).transpose(1, 0, 2)
        between = self._between[..., :n]
        np.matmul(_first(), by_fast, out=between.reshape(-1, _FAST, n).transpose(1, 0, 2))
        spectra = self._spectra[..., :n]
        shape = (_HALF + 1, 2 * _FAST, n)
        np.matmul(_second(), between.reshape(shape), out=spectra.reshape(shape))
        np.square(spectra, out=spectra)
        return self._in_order(spectra)

    def _in_order(self, squares: F32) -> F32:
        """Add real and imaginary squares, shape (c, part, d, n), and put the bins in order."""
        power = self._power[:, : squares.shape[-1]]
        # The bins below N / 2 as (c, d); those with c > 32 are the conjugates of (64 - c, 31 - d).
        bins = power[:-1].reshape(_FAST // 2, _SLOW, -1).transpose(1, 0, 2)
        low, high = squares[:, :, : _FAST // 2], squares[1:_HALF, :, : _FAST // 2 - 1 : -1]
        np.add(low[:, 0], low[:, 1], out=bins[: _HALF + 1])
        np.add(high[:, 0], high[:, 1], out=bins[: _HALF : -1])
        np.add(squares[0, 0, _FAST // 2], squares[0, 1, _FAST // 2], out=power[-1])
        return power
