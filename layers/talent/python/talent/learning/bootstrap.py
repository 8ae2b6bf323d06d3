"""Bootstrap over singers: percentile intervals of measured figures.

Takes of one singer resemble each other, so the singer is the unit that is drawn with
replacement, never the take [1]_. Drawing takes would give intervals that are too narrow.

References
----------
.. [1] Field, Welsh. "Bootstrapping clustered data." Journal of the Royal Statistical Society
   B 69, 2007.
.. [2] Efron, Tibshirani. "An Introduction to the Bootstrap." Chapman & Hall 1993, chapter 13
   (percentile intervals).
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 1000
LEVEL: Final = 0.95

Rows = NDArray[np.int64]


class Interval(NamedTuple):
    """A figure and the interval around it; NaN where the data leave it undefined."""

    value: float
    low: float
    high: float


def as_record(figure: Interval) -> dict[str, float | None]:
    """Return a figure for JSON, which has no NaN."""
    return {
        name: value if math.isfinite(value) else None for name, value in figure._asdict().items()
    }


def draw_groups(
    groups: Sequence[Any] | NDArray[Any], *, resamples: int = RESAMPLES, seed: int = 0
) -> list[Rows]:
    """Draw as many groups as there are, with replacement, many times.

    Parameters
    ----------
    groups : group of every row, shape (n,).
    resamples : number of draws.
    seed : the same seed gives the same draws, so that two models can be compared on them.

    Returns
    -------
    list of int64 arrays: the rows of each draw. Their lengths differ, as groups do.
    """
    _, which, counts = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    if not len(counts):
        raise ValueError("there is nothing to draw from: n = 0")
    members = np.split(np.argsort(which, kind="stable"), np.cumsum(counts)[:-1])
    picks = np.random.default_rng(seed).integers(len(counts), size=(resamples, len(counts)))
    if len(counts) == len(which):  # every row a group of its own: the same draws, at once
        return list(np.concatenate(members)[picks])
    return [np.concatenate([members[group] for group in pick]) for pick in picks]


def interval(
    metric: Callable[..., float],
    draws: Sequence[Rows],
    *columns: NDArray[Any],
    level: float = LEVEL,
) -> Interval:
    """Return a metric of some columns, with its percentile interval [2].

    Parameters
    ----------
    metric : called with the columns, whole or resampled.
    draws : from :func:`draw_groups`, over the groups of the same rows.
    columns : arrays of shape (n,).
    level : coverage, between 0 and 1.

    Draws that leave the metric undefined (NaN, for example a single class) are left out; the
    ends are NaN where more than half of them do.
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"level={level}: expected a share between 0 and 1, such as 0.95")
    values = np.array([metric(*(column[rows] for column in columns)) for rows in draws])
    defined = values[np.isfinite(values)]
    value = float(metric(*columns))
    if 2 * len(defined) < len(values) or not len(defined):
        return Interval(value, float("nan"), float("nan"))
    low, high = np.quantile(defined, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return Interval(value, float(low), float(high))
