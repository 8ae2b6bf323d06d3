"""The short-time Fourier transform as matrix products.

numpy's own transform takes one frame after the other and one number at a time, up to numpy 1.26
in double precision. A matrix product multiplies more, but uses all that a processor has. With
N = 2048 windowed samples x[n], the even and the odd bins (r = 0, 1) are transforms of

    y_r[n] = x[n] + (-1)^r x[n + N / 2],    n = 0..N / 2 - 1

With n = 32 a + b and k = c + 64 d, where c = r, r + 2, ... and a, b, d = 0..31, each falls into
two steps [1]:

    U[c, b] = sum_a  exp(-2 pi i a c / 64)  y_r[32 a + b]
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

_STEP: Final = 32
"""Values of a, b and d."""
_ORDER: Final = (*range(0, _STEP + 1, 2), *range(1, _STEP + 1, 2))
"""Values of c as they lie in memory: the even ones, then the odd ones."""
_EVEN: Final = _STEP // 2 + 1
_BLOCKS: Final = FRAME // HOP
_WINDOW: Final = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(FRAME) / FRAME)).astype(np.float32)
"""Hann, periodic."""


@cache
def _first() -> F32:
    """Return the first step: from a to (c, part), part 0 real, 1 imaginary; shape (66, 32)."""
    angle = (np.pi / _STEP) * np.outer(_ORDER, np.arange(_STEP))
    parts = np.stack((np.cos(angle), -np.sin(angle)), axis=1)
    return parts.reshape(-1, _STEP).astype(np.float32)


@cache
def _second() -> F32:
    """Return the second: for every c from (part, b) to (part, d); shape (33, 64, 64)."""
    bins = np.add.outer(_ORDER, 2 * _STEP * np.arange(_STEP))
    angle = (2.0 * np.pi / FRAME) * (bins[:, :, np.newaxis] * np.arange(_STEP) % FRAME)
    cosine, sine = np.cos(angle), np.sin(angle)
    rows = np.concatenate((cosine, sine), axis=2), np.concatenate((-sine, cosine), axis=2)
    return np.concatenate(rows, axis=1).astype(np.float32)


class Transform:
    """Power spectra of up to ``most`` frames at a time, in memory that is used again.

    A frame is a column everywhere: what is neighbouring in memory are neighbouring frames, so
    that every step is a long loop.
    """

    def __init__(self, most: int) -> None:
        self._sound = np.empty((HOP, most + _BLOCKS - 1), dtype=np.float32)
        self._folded = np.empty((2, FRAME // 2, most), dtype=np.float32)
        self._between = np.empty((len(_ORDER), 2, _STEP, most), dtype=np.float32)
        self._spectra = np.empty((len(_ORDER), 2, _STEP, most), dtype=np.float32)
        # The windowed frames are done with before the spectra are written.
        self._windowed = self._spectra.reshape(-1, most)[:FRAME]
        self._power = np.empty((BINS, most), dtype=np.float32)

    def power(self, blocks: F32) -> F32:
        """Return |X|^2, shape (BINS, n), of the n frames that start at the first n blocks.

        ``blocks`` has shape (n + 3, HOP). Valid until the next call.
        """
        n = len(blocks) - _BLOCKS + 1
        folded = self._window(blocks, n).reshape(2, _STEP, _STEP, n)
        between, spectra = self._between[..., :n], self._spectra[..., :n]
        # From (parity, a, b, n) to (c, part, b, n), as matrices for every b.
        by_row = between.reshape(-1, _STEP, n).transpose(1, 0, 2)
        matrix, rows = _first(), 2 * _EVEN
        np.matmul(matrix[:rows], folded[0].transpose(1, 0, 2), out=by_row[:, :rows])
        np.matmul(matrix[rows:], folded[1].transpose(1, 0, 2), out=by_row[:, rows:])
        shape = (len(_ORDER), 2 * _STEP, n)
        np.matmul(_second(), between.reshape(shape), out=spectra.reshape(shape))
        np.square(spectra, out=spectra)
        return self._in_order(spectra)

    def _window(self, blocks: F32, n: int) -> F32:
        """Return y_0 and y_1 of n frames, shape (2, FRAME / 2, n)."""
        sound = self._sound[:, : n + _BLOCKS - 1]
        np.copyto(sound, blocks.T)
        windowed, folded = self._windowed[:, :n], self._folded[..., :n]
        for block in range(_BLOCKS):
            here = slice(HOP * block, HOP * (block + 1))
            np.multiply(sound[:, block : block + n], _WINDOW[here, np.newaxis], out=windowed[here])
        np.add(windowed[: FRAME // 2], windowed[FRAME // 2 :], out=folded[0])
        np.subtract(windowed[: FRAME // 2], windowed[FRAME // 2 :], out=folded[1])
        return folded

    def _in_order(self, squares: F32) -> F32:
        """Add real and imaginary squares, shape (c, part, d, n), and put the bins in order."""
        half = _STEP // 2
        power = self._power[:, : squares.shape[-1]]
        bins = power[:-1].reshape(half, 2 * _STEP, -1).transpose(1, 0, 2)  # (c, d, n), c < 64
        even, odd = squares[:_EVEN], squares[_EVEN:]
        np.add(even[:, 0, :half], even[:, 1, :half], out=bins[: _STEP + 1 : 2])
        np.add(odd[:, 0, :half], odd[:, 1, :half], out=bins[1:_STEP:2])
        # The bins with c > 32 are the conjugates of those at (64 - c, 31 - d).
        even, odd = even[1:-1, :, : half - 1 : -1], odd[:, :, : half - 1 : -1]
        np.add(even[:, 0], even[:, 1], out=bins[-2:_STEP:-2])
        np.add(odd[:, 0], odd[:, 1], out=bins[:_STEP:-2])
        np.add(squares[0, 0, half], squares[0, 1, half], out=power[-1])
        return power
