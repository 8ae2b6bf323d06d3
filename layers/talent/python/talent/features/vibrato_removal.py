"""Remove the vibrato from a pitch contour.

Listeners hear a vibrato as one steady pitch, at the centre of its swings [1]_. What is said of
intonation and steadiness is therefore measured on the contour without it: a trained voice
that swings by a hundred cents is as much in tune as a straight one.

A vibrato is found as a chain of half-swings: of 4 to 10 Hz, of similar size, around a centre
that hardly moves. The chain's extremes are joined by half cosines, their midpoints by a line,
and the difference is taken off the contour; what else the pitch does stays in it.

References
----------
.. [1] Shonle, Horan. "The pitch of vibrato tones." JASA 67, 1980.
"""

from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from talent.features.analysis import Contour
from talent.features.voiced_runs import voiced_runs

MIN_SWING: Final = 20.0
"""Least distance of an extreme from the local mean, in cents."""
HALF_PERIOD: Final = (5, 13)
"""Shortest and longest half-swing in frames: 10 Hz to 3.8 Hz."""
MIN_HALF_SWINGS: Final = 4
MAX_RATIO: Final = 2.5
"""How much larger one half-swing may be than the next."""
MAX_DRIFT: Final = 0.6
"""How far the centre may move from one half-swing to the next, in swings."""
_MEAN_FRAMES: Final = 19  # one period of 5.3 Hz: the local mean is blind to the vibrato
_SMOOTH_FRAMES: Final = 3  # so that jitter does not count as crossings

Array = NDArray[np.float64]


def remove_vibrato(contour: Contour) -> Contour:
    """Return a contour without the vibrato, otherwise the same."""
    cents = contour.cents.copy()
    for start, stop in zip(*voiced_runs(contour.voiced), strict=True):
        if stop - start >= MIN_HALF_SWINGS * HALF_PERIOD[0]:
            cents[start:stop] -= _vibrato(cents[start:stop])
    return replace(contour, cents=cents)


def _vibrato(pitch: Array) -> Array:
    """Return the vibrato of one voiced run, shape as given; 0 where there is none."""
    smooth = _moving_mean(pitch, _SMOOTH_FRAMES)
    swing = smooth - _moving_mean(pitch, _MEAN_FRAMES)
    crossings = np.flatnonzero(np.diff(np.signbit(swing))) + 1
    found = np.zeros(len(pitch))
    if len(crossings) <= MIN_HALF_SWINGS:
        return found
    place = np.array([a + np.abs(swing[a:b]).argmax() for a, b in pairwise(crossings)])
    for first, last in _chains(np.diff(crossings), np.abs(swing[place]), smooth[place]):
        times, values = place[first:last], smooth[place[first:last]]
        begin, end = crossings[first], crossings[last]
        found[begin:end] = _swings(np.arange(begin, end), times, values)
    return found


def _chains(length: NDArray[np.int64], size: Array, value: Array) -> list[tuple[int, int]]:
    """Return [first, last) of every chain of half-swings that is a vibrato.

    Parameters
    ----------
    length, size, value : of every half-swing: frames, distance of its extreme from the local
        mean in cents, pitch of its extreme.
    """
    centre = 0.5 * (value[1:] + value[:-1])
    fits = (length >= HALF_PERIOD[0]) & (length <= HALF_PERIOD[1]) & (size >= MIN_SWING)
    alike = np.maximum(size[1:], size[:-1]) <= MAX_RATIO * np.minimum(size[1:], size[:-1])
    linked = fits[1:] & fits[:-1] & alike
    # The centre between k and k + 1 against that between k - 1 and k.
    steady = np.abs(np.diff(centre)) <= MAX_DRIFT * size[1:-1]
    linked[1:] &= steady | ~linked[:-1]
    edges = np.flatnonzero(np.diff(np.r_[False, linked, False]))
    return [(a, b + 1) for a, b in zip(edges[::2], edges[1::2], strict=True)
            if b + 1 - a >= MIN_HALF_SWINGS]  # fmt: skip


def _swings(frames: NDArray[np.int64], times: NDArray[np.int64], values: Array) -> Array:
    """Return the swings around their centre line, shape of ``frames``; 0 at both ends."""
    middle = 0.5 * (times[1:] + times[:-1])
    centre = np.interp(frames, middle, 0.5 * (values[1:] + values[:-1]))
    # Half a cosine from each extreme to the next, a quarter of a swing at either end.
    knots = np.r_[frames[0], times, frames[-1]]
    height = np.r_[centre[0], values, centre[-1]]
    after = np.clip(np.searchsorted(knots, frames, side="right"), 1, len(knots) - 1)
    span = np.maximum(knots[after] - knots[after - 1], 1)
    part = 0.5 - 0.5 * np.cos(np.pi * (frames - knots[after - 1]) / span)
    curve = height[after - 1] + part * (height[after] - height[after - 1])
    return np.asarray(curve - centre)


def _moving_mean(values: Array, size: int) -> Array:
    """Return the centred moving mean, shape as given, over fewer values at the ends."""
    sums = np.r_[0.0, np.cumsum(values)]
    index = np.arange(len(values))
    # The same number on both sides: a slope does not bend at the ends.
    half = np.minimum(np.minimum(index, index[::-1]), size // 2)
    return np.asarray((sums[index + half + 1] - sums[index - half]) / (2 * half + 1))
