"""Voiced runs: stretches of a contour in which the voice sounds without a break."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Runs(NamedTuple):
    """Frames [start, stop) of every run, in order of time; shape (runs,) each."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]


def voiced_runs(voiced: NDArray[np.bool_]) -> Runs:
    """Return the runs of true values, shape (frames,)."""
    edges = np.diff(np.r_[0, voiced.astype(np.int8), 0])
    return Runs(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1))
