"""From a pitch contour to notes.

Each voiced run is fitted by a piecewise constant pitch, by dynamic programming on a grid of
20 cents: the sum of absolute deviations (capped, so that an octave error of one frame does
not tear a note apart) plus a price for every change of pitch. A vibrato of more than some 80
cents is worth that price at every half-swing; pieces that swing to and fro at the rate of a
vibrato are therefore joined again.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from talent.features.analysis import Contour, Notes

GRID_CENTS: Final = 20.0
DEVIATION_CAP: Final = 200.0
"""Largest deviation that counts for one frame, in cents."""
SWITCH_COST: Final = 350.0
"""Price of a change of pitch, in cents x frames."""
MIN_FRAMES: Final = 5
"""Shorter pieces are transitions, not notes."""
SWING_FRAMES: Final = 13
"""Longest half-swing of a vibrato: half a period of 4 Hz and half a frame."""
SWING_CENTS: Final = 250.0
"""Widest step between half-swings: a vibrato of about 175 cents."""
CENTRE_CENTS: Final = 100.0
"""How far the swings to one side may lie apart."""


class _Runs(NamedTuple):
    """Voiced runs, longest first: first frame and length of each."""

    start: NDArray[np.int64]
    length: NDArray[np.int64]


def segment(contour: Contour) -> Notes:
    """Find the notes of a contour, in order of time."""
    cents = contour.cents
    runs = _voiced_runs(contour.voiced)
    if len(runs.start) == 0:
        empty = np.zeros(0, dtype=np.int64)
        return Notes(empty, empty, np.zeros(0), contour.hop_seconds)
    grid = np.full(len(cents), -1, dtype=np.int64)
    for frames, states in _fit(cents, runs):
        grid[frames] = states
    return _pieces(cents, grid, contour.hop_seconds)


def _voiced_runs(voiced: NDArray[np.bool_]) -> _Runs:
    edges = np.diff(np.r_[0, voiced.astype(np.int8), 0])
    start, stop = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
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
    """Cut where the grid index changes or a run begins; join swings, drop what is too short."""
    cuts = np.r_[0, np.flatnonzero(grid[1:] != grid[:-1]) + 1, len(grid)]
    start, stop = cuts[:-1], cuts[1:]
    sung = grid[start] >= 0
    start, stop = start[sung], stop[sung]
    start, stop = _join_swings(start, stop, _medians(cents, start, stop))
    keep = stop - start >= MIN_FRAMES
    start, stop = start[keep], stop[keep]
    return Notes(start, stop, _medians(cents, start, stop), hop_seconds)


def _medians(
    cents: NDArray[np.float64], start: NDArray[np.int64], stop: NDArray[np.int64]
) -> NDArray[np.float64]:
    return np.array([np.median(cents[a:b]) for a, b in zip(start, stop, strict=True)])


def _join_swings(
    start: NDArray[np.int64], stop: NDArray[np.int64], median: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Join pieces that swing to and fro like a vibrato.

    A swing is a short piece between two contiguous ones that both lie on the same side of
    it and near each other. Two swings in a row are a whole period; a single one is an
    ornament and stays.
    """
    step = np.diff(median)
    linked = (stop[:-1] == start[1:]) & (np.abs(step) <= SWING_CENTS)
    swing = np.zeros(len(median), dtype=bool)
    swing[1:-1] = (
        (stop - start <= SWING_FRAMES)[1:-1]
        & (linked[:-1] & linked[1:])
        & (step[:-1] * step[1:] < 0.0)
        & (np.abs(step[:-1] + step[1:]) <= CENTRE_CENTS)
    )
    period = swing[:-1] & swing[1:]
    # Piece i and piece i + 1 belong together where a whole period begins or ends at either.
    near = np.r_[False, period, False]
    together = near[:-2] | near[1:-1] | near[2:]
    first, last = np.r_[True, ~together], np.r_[~together, True]
    return start[first], stop[last]
