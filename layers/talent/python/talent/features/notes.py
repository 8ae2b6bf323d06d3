"""From a pitch contour to notes.

Each voiced run is fitted by a piecewise constant pitch, by dynamic programming on a grid of
20 cents: the sum of absolute deviations (capped, so that an octave error of one frame does
not tear a note apart) plus a price for every change of pitch.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from talent.features.analysis import Contour, Notes
from talent.features.runs import voiced_runs

GRID_CENTS: Final = 20.0
DEVIATION_CAP: Final = 200.0
"""Largest deviation that counts for one frame, in cents."""
SWITCH_COST: Final = 350.0
"""Price of a change of pitch, in cents x frames."""
MIN_FRAMES: Final = 5
"""Shorter pieces are transitions, not notes."""


class _Runs(NamedTuple):
    """Voiced runs, longest first: first frame and length of each."""

    start: NDArray[np.int64]
    length: NDArray[np.int64]


def segment(contour: Contour) -> Notes:
    """Find the notes of a contour, in order of time.

    A vibrato of more than some 80 cents would be torn to pieces: see `talent.features.calm`.
    """
    cents = contour.cents
    runs = _longest_first(*voiced_runs(contour.voiced))
    if len(runs.start) == 0:
        empty = np.zeros(0, dtype=np.int64)
        return Notes(empty, empty, np.zeros(0), contour.hop_seconds)
    grid = np.full(len(cents), -1, dtype=np.int64)
    for frames, states in _fit(cents, runs):
        grid[frames] = states
    return _pieces(cents, grid, contour.hop_seconds)


def _longest_first(start: NDArray[np.int64], stop: NDArray[np.int64]) -> _Runs:
    order = np.argsort(start - stop, kind="stable")
    return _Runs(start[order], (stop - start)[order])


def _fit(
    cents: NDArray[np.float64], runs: _Runs
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Fit all runs side by side, one frame of each at a time.

    Returns
    -------
    For every step: the frames it covers and the grid index chosen for each.
    """
    low, high = np.nanmin(cents), np.nanmax(cents)
    levels = np.arange(low, high + GRID_CENTS, GRID_CENTS)
    longest = int(runs.length[0])
    # Runs are sorted by length: at step t the first active[t] of them are still going on.
    active = np.searchsorted(-runs.length, -np.arange(longest), side="left")

    def cost(t: int) -> NDArray[np.float64]:
        pitch = cents[runs.start[: active[t]] + t]
        deviation = np.abs(pitch[:, np.newaxis] - levels)
        return np.asarray(np.minimum(deviation, DEVIATION_CAP))

    total = cost(0)
    stays: list[NDArray[np.bool_]] = []
    origins: list[NDArray[np.int64]] = []
    last = np.zeros(len(runs.start), dtype=np.int64)
    for t in range(1, longest):
        ended = slice(active[t], active[t - 1])
        last[ended] = total[ended].argmin(axis=1)
        total = total[: active[t]]
        origin = total.argmin(axis=1)
        switched = total[np.arange(len(total)), origin][:, np.newaxis] + SWITCH_COST
        stays.append(total <= switched)
        origins.append(origin)
        total = np.minimum(total, switched) + cost(t)
    last[: len(total)] = total.argmin(axis=1)

    state = last[: active[longest - 1]]
    steps = [(runs.start[: len(state)] + longest - 1, state)]
    for t in range(longest - 2, -1, -1):
        stay = stays[t][np.arange(len(state)), state]
        state = np.where(stay, state, origins[t])
        state = np.r_[state, last[len(state) : active[t]]]
        steps.append((runs.start[: len(state)] + t, state))
    return steps


def _pieces(cents: NDArray[np.float64], grid: NDArray[np.int64], hop_seconds: float) -> Notes:
    """Cut where the grid index changes or a run begins; drop what is too short."""
    begins = grid[1:] != grid[:-1]
    cuts = np.r_[0, np.flatnonzero(begins) + 1, len(grid)]
    start, stop = cuts[:-1], cuts[1:]
    keep = (grid[start] >= 0) & (stop - start >= MIN_FRAMES)
    start, stop = start[keep], stop[keep]
    median = np.array([np.median(cents[a:b]) for a, b in zip(start, stop, strict=True)])
    return Notes(start, stop, median, hop_seconds)
