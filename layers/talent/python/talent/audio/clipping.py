"""Clipping: the share of a recording that was cut off because it was too loud."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_NEAR_PEAK = 0.985
_RUN = 3
"""Samples at the peak in a row that count as clipped: single ones are just loud."""


class ClippingMeter:
    """Counts samples in runs of >= 3 at >= 0.985 of the file's peak, in one pass.

    The peak magnitude of the whole file (over all channels) is known only at the end, so runs
    are counted against the peak so far. When the peak rises, counts made under a peak below
    0.985 of the new one drop to exactly zero: no sample of then reaches the new threshold.
    Counts made under a peak within 1.5 % of the final one are kept although their threshold was
    up to 1.5 % lower: there, and only there, the figure is an approximation, from above. A
    recording that clips reaches its ceiling again and again, so this hardly matters.

    The figure is not zero for clean sound: a sine spends 2 acos(0.985) / pi = 11 % of the time
    near its peak. Voice and music stay far below.
    """

    def __init__(self) -> None:
        self._tail: NDArray[Any] | None = None
        self._peak = 0.0
        self._counts: list[tuple[float, int]] = []
        self._values = 0

    def add(self, block: NDArray[Any], peak: float) -> None:
        """Take the next samples.

        Parameters
        ----------
        block : int16 or float32 array, shape (n, channels), any unit, always the same; finite.
        peak : largest magnitude in `block`, same unit.
        """
        if peak > self._peak:
            self._peak = peak
            self._counts = [c for c in self._counts if c[0] >= _NEAR_PEAK * peak]
        # In most blocks no sample is near the file's peak: nothing to count.
        if peak > 0 and peak >= _NEAR_PEAK * self._peak:
            self._counts.append((self._peak, self._count(block)))
        self._values += block.size
        tail = block[-_RUN:]
        if self._tail is not None:
            tail = np.concatenate([self._tail, tail])[-_RUN:]
        self._tail = tail.copy()

    @property
    def ratio(self) -> float:
        """Share of samples in such runs, 0..1."""
        return sum(count for _, count in self._counts) / max(1, self._values)

    def _count(self, block: NDArray[Any]) -> int:
        """Count samples in runs that end in `block` or reach into it.

        A run of n >= 3 holds n - 2 triples in a row, so n = triples + 2 x rows of triples.
        Each triple is counted in the block of its last sample; the tail of three older samples
        tells whether its row began earlier.
        """
        threshold = _NEAR_PEAK * self._peak
        loud = _at_least(block, threshold)
        if self._tail is not None:
            loud = np.concatenate([_at_least(self._tail, threshold), loud])
        triple = loud[:-2] & loud[1:-1] & loud[2:]
        # With a whole tail, triple[0] belongs to the past.
        known = self._tail is not None and len(self._tail) == _RUN
        triples = np.count_nonzero(triple[known:])
        starts = np.count_nonzero(triple[1:] > triple[:-1])
        if not known:
            starts += np.count_nonzero(triple[:1])
        return int(triples + (_RUN - 1) * starts)


def _at_least(samples: NDArray[Any], threshold: float) -> NDArray[np.bool_]:
    """Return which samples have a magnitude of at least `threshold`."""
    if samples.dtype == np.int16:  # |-32768| does not exist in int16, but its bits mean 32768
        whole = np.uint16(np.ceil(threshold))
        return np.asarray(np.abs(samples).view(np.uint16) >= whole)
    loud: NDArray[np.bool_] = np.abs(samples) >= np.float32(threshold)
    return loud
