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

import math
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
_LINE: Final = 16
"""Values of a cache line."""
_HUGE: Final = 1 << 19
"""Values of a huge page."""
_APART: Final = 336
"""Values between arrays of whole pages: what lies at the same place in a page gets in the way."""
_WINDOW: Final = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(FRAME) / FRAME)).astype(np.float32)
"""Hann, periodic."""


@cache
def _first() -> F32:
    """Return the first step: from a to (c, part), part 0 real, 1 imaginary; shape (66, 32)."""
    angle = (np.pi / _STEP) * np.outer(_ORDER, np.arange(_STEP))
    parts = np.stack((np.cos(angle), -np.sin(angle)), axis=1)
    return np.asarray(parts.reshape(-1, _STEP), dtype=np.float32)


@cache
def _second() -> F32:
    """Return the second: for every c from (part, b) to (part, d); shape (33, 64, 64)."""
    bins = np.add.outer(_ORDER, 2 * _STEP * np.arange(_STEP))
    angle = (2.0 * np.pi / FRAME) * (bins[:, :, np.newaxis] * np.arange(_STEP) % FRAME)
    cosine, sine = np.cos(angle), np.sin(angle)
    rows = np.concatenate((cosine, sine), axis=2), np.concatenate((-sine, cosine), axis=2)
    return np.asarray(np.concatenate(rows, axis=1), dtype=np.float32)


class Transform:
    """Spectra of up to ``most`` frames at a time, in memory that is used again.

    A frame is a column everywhere: what is neighbouring in memory are neighbouring frames, so
    that every step is a long loop. There are as many columns as blocks; the last three lack
    blocks, hold nothing of use and are dropped in the end.

    Attributes
    ----------
    blocks : float32 array, shape (most + 3, HOP), where blocks may be put to be transformed. Its
        rows are a cache line apart: they are read across, and what lies whole pages apart drives
        each other out of the cache.
    """

    def __init__(self, most: int) -> None:
        columns = most + _BLOCKS - 1
        # The less memory, the more of it stays in the cache: sound, U and magnitudes share the
        # first, y and X the second.
        size = max(2 * len(_ORDER) * _STEP * columns, 3 * (HOP * columns + _APART))
        row = HOP + _LINE
        memory = _memory(size, size, BINS * columns, row * columns)
        self._between, self._spectra, self._power, rows = memory
        self.blocks = rows.reshape(columns, row)[:, :HOP]

    def __call__(self, blocks: F32) -> tuple[F32, F32]:
        """Return |X|^2 and |X|, shape (BINS, n), of the n frames that start at the first blocks.

        ``blocks`` has shape (n + 3, HOP). Both are valid until the next call.
        """
        columns = len(blocks)
        even, odd = self._fold(blocks).reshape(2, _STEP, _STEP, columns).transpose(0, 2, 1, 3)
        between = _shaped(self._between, 2 * len(_ORDER), _STEP, columns).transpose(1, 0, 2)
        matrix, rows = _first(), 2 * _EVEN
        np.matmul(matrix[:rows], even, out=between[:, :rows])
        np.matmul(matrix[rows:], odd, out=between[:, rows:])
        shape = (len(_ORDER), 2 * _STEP, columns)
        spectra = _shaped(self._spectra, *shape)
        np.matmul(_second(), _shaped(self._between, *shape), out=spectra)
        np.square(spectra, out=spectra)
        power = self._in_order(spectra)
        magnitude = np.sqrt(power, out=_shaped(self._between, BINS, columns))
        return power[:, : 1 - _BLOCKS], magnitude[:, : 1 - _BLOCKS]

    def _fold(self, blocks: F32) -> F32:
        """Return y_0 and y_1 of the frames that start at every block, shape (2, FRAME / 2, ...).

        Half a frame apart, the window's values add up to 1, so each block needs two of four.
        """
        size = HOP * len(blocks)
        sound, rising, falling = _shaped(self._between, 3, size + _APART)[:, :size]
        np.copyto(sound.reshape(HOP, -1), blocks.T)
        folded = _shaped(self._spectra, 2, FRAME // 2, len(blocks))
        for block in range(_BLOCKS // 2):
            here = slice(HOP * block, HOP * (block + 1))
            window = _WINDOW[here, np.newaxis]
            np.multiply(sound.reshape(HOP, -1), window, out=rising.reshape(HOP, -1))
            np.subtract(sound, rising, out=falling)
            # A column further is an element further, but for the columns that are dropped.
            even, odd = folded[0, here].reshape(-1), folded[1, here].reshape(-1)
            first, second = rising[block:-2], falling[block + 2 :]
            np.add(first, second, out=even[: len(first)])
            np.subtract(first, second, out=odd[: len(first)])
            even[len(first) :] = odd[len(first) :] = 0.0
        return folded

    def _in_order(self, squares: F32) -> F32:
        """Add real and imaginary squares, and put the bins in order."""
        half = _STEP // 2
        columns = squares.shape[-1]
        power = _shaped(self._power, BINS, columns)
        bins = power[:-1].reshape(half, 2 * _STEP, columns).transpose(1, 0, 2)  # c < 64, d < 16
        squares = squares.reshape(len(_ORDER), 2, _STEP, columns)
        even, odd = squares[:_EVEN], squares[_EVEN:]
        np.add(even[:, 0, :half], even[:, 1, :half], out=bins[: _STEP + 1 : 2])
        np.add(odd[:, 0, :half], odd[:, 1, :half], out=bins[1:_STEP:2])
        # The bins with c > 32 are the conjugates of those at (64 - c, 31 - d).
        even, odd = even[1:-1, :, : half - 1 : -1], odd[:, :, : half - 1 : -1]
        np.add(even[:, 0], even[:, 1], out=bins[-2:_STEP:-2])
        np.add(odd[:, 0], odd[:, 1], out=bins[:_STEP:-2])
        np.add(squares[0, 0, half], squares[0, 1, half], out=power[-1])
        return power


def _memory(*sizes: int) -> list[F32]:
    """Return arrays of zeros, shape (size,), in huge pages where the system has any.

    A matrix product reads across hundreds of pages, more than a processor remembers. numpy asks
    for huge ones from 4 MB on; they begin at multiples of their size. Every array begins with a
    cache line: elsewhere all is slower.
    """
    starts = np.cumsum([0, *(-(-size // _LINE) * _LINE for size in sizes)])
    whole = np.empty(max(starts[-1], 2 * _HUGE) + _HUGE, dtype=np.float32)
    begin = -whole.__array_interface__["data"][0] // 4 % _HUGE
    used = whole[begin : begin + starts[-1]]
    used[:] = 0.0
    return [used[start : start + size] for start, size in zip(starts, sizes, strict=False)]


def _shaped(memory: F32, *shape: int) -> F32:
    """Return the beginning of some memory in a shape."""
    return memory[: math.prod(shape)].reshape(shape)
