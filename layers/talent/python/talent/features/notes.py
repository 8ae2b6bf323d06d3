"""Notes from a pitch contour.

Each voiced run is fitted by a piecewise constant pitch, by dynamic programming on a grid of
20 cents: the sum of absolute deviations (capped, so that an octave error of one frame does
not tear a note apart) plus a price for every change of pitch.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from talent.features.analysis import Contour, Notes
from talent.features.voiced_runs import voiced_runs

GRID_CENTS: Final = 20.0
DEVIATION_CAP: Final = 200.0
"""Largest deviation that counts for one frame, in cents."""
SWITCH_COST: Final = 350.0
"""Price of a change of pitch, in cents x frames."""
_HELD: Final = 1 << 16
"""Values that are held at a time: half a megabyte, which stays in cache."""
MIN_FRAMES: Final = 5
"""Shorter pieces are transitions, not notes."""


class _Runs(NamedTuple):
    """Voiced runs, longest first: first frame and length of each."""

    start: NDArray[np.int64]
    length: NDArray[np.int64]


def segment(contour: Contour) -> Notes:
    """Find the notes of a contour, in order of time.

    A vibrato of more than some 80 cents would be torn to pieces: see
    `talent.features.vibrato_removal`.
    """
    cents = contour.cents
    runs = _longest_first(*voiced_runs(contour.voiced))
    if len(runs.start) == 0:
        empty = np.zeros(0, dtype=np.int64)
        return Notes(empty, empty, np.zeros(0), contour.hop_seconds)
    return _pieces(cents, _fit(cents, runs), contour.hop_seconds)


def _longest_first(start: NDArray[np.int64], stop: NDArray[np.int64]) -> _Runs:
    order = np.argsort(start - stop, kind="stable")
    return _Runs(start[order], (stop - start)[order])


def _fit(cents: NDArray[np.float64], runs: _Runs) -> NDArray[np.int64]:
    """Fit all runs side by side, one frame of each at a time.

    Returns
    -------
    int64 array, shape (frames,): index of the pitch on the grid, -1 where unvoiced.
    """
    low, high = np.nanmin(cents), np.nanmax(cents)
    levels = np.arange(low, high + GRID_CENTS, GRID_CENTS)
    longest = int(runs.length[0])
    # Runs are sorted by length: at step t the first active[t] of them are still going on.
    active = np.searchsorted(-runs.length, -np.arange(longest), side="left")
    rows = np.arange(len(runs.start))
    costs = _costs(cents, runs, active, levels)
    total = next(costs).copy()
    stays: list[NDArray[np.bool_]] = []
    origins: list[NDArray[np.int64]] = []
    state = np.zeros(len(rows), dtype=np.int64)
    for t, cost in enumerate(costs, start=1):
        ended = slice(active[t], active[t - 1])
        if ended.start < ended.stop:
            state[ended] = total[ended].argmin(axis=1)
            total = total[: active[t]]
        origin = total.argmin(axis=1)
        switched = total[rows[: active[t]], origin][:, np.newaxis] + SWITCH_COST
        stays.append(total <= switched)
        origins.append(origin)
        np.minimum(total, switched, out=total)
        total += cost
    state[: active[-1]] = total.argmin(axis=1)
    return _trace_back(len(cents), runs, active, state, stays, origins)


def _costs(
    cents: NDArray[np.float64],
    runs: _Runs,
    active: NDArray[np.int64],
    levels: NDArray[np.float64],
) -> Iterator[NDArray[np.float64]]:
    """Yield what each level costs at step t, shape (active[t], levels), in cents."""
    t = 0
    while t < len(active):
        # Many steps at a time, of as many runs as the first of them has: later ones have fewer.
        steps = max(1, _HELD // (active[t] * len(levels)))
        places = runs.start[: active[t]] + np.arange(t, t + steps)[:, np.newaxis]
        pitch = cents[np.minimum(places, len(cents) - 1)]
        deviation = np.abs(pitch[:, :, np.newaxis] - levels)
        np.minimum(deviation, DEVIATION_CAP, out=deviation)
        for cost, count in zip(deviation, active[t : t + steps], strict=False):
            yield cost[:count]
        t += steps


def _trace_back(
    frames: int,
    runs: _Runs,
    active: NDArray[np.int64],
    state: NDArray[np.int64],
    stays: list[NDArray[np.bool_]],
    origins: list[NDArray[np.int64]],
) -> NDArray[np.int64]:
    """Follow the best way from the end of every run to its beginning.

    Parameters
    ----------
    frames, runs, active : as in `_fit`.
    state : best last index of every run.
    stays, origins : per step, whether each index was kept and where a switch came from.
    """
    longest, rows = len(active), np.arange(len(state))
    grid = np.full(frames, -1, dtype=np.int64)
    grid[runs.start[: active[-1]] + longest - 1] = state[: active[-1]]
    for t in range(longest - 2, -1, -1):
        # Runs that end at t are in place with their best last state.
        going = state[: active[t + 1]]
        stay = stays[t][rows[: len(going)], going]
        going[:] = np.where(stay, going, origins[t])
        grid[runs.start[: active[t]] + t] = state[: active[t]]
    return grid


def _pieces(cents: NDArray[np.float64], grid: NDArray[np.int64], hop_seconds: float) -> Notes:
    """Cut where the grid index changes or a run begins; drop what is too short."""
    begins = grid[1:] != grid[:-1]
    cuts = np.r_[0, np.flatnonzero(begins) + 1, len(grid)]
    start, stop = cuts[:-1], cuts[1:]
    keep = (grid[start] >= 0) & (stop - start >= MIN_FRAMES)
    start, stop = start[keep], stop[keep]
    median = np.array([np.median(cents[a:b]) for a, b in zip(start, stop, strict=True)])
    return Notes(start, stop, median, hop_seconds)
