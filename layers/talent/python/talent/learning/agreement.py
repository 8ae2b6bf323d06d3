"""Agreement among raters: the ceiling of what can be learned from their labels.

Counts are int arrays of shape (recordings, labels): how many raters gave each label. Only
recordings with two raters or more say anything; which rater said what does not matter, and
recordings may have different raters, and different numbers of them.

References
----------
.. [1] Krippendorff. "Computing Krippendorff's alpha-reliability." University of Pennsylvania,
   2011 (https://repository.upenn.edu/asc_papers/43).
.. [2] Fleiss. "Measuring nominal scale agreement among many raters." Psychological Bulletin 76,
   1971.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talent.learning.bootstrap import RESAMPLES, Interval, draw_groups, interval

Counts = NDArray[np.int64]
Array = NDArray[np.float64]
MIN_RATERS: Final = 2
MOST_DRAWN: Final = 20_000_000
"""Recordings drawn in all resamples together, which bounds time and memory."""
FEWEST_RESAMPLES: Final = 200
UNDEFINED: Final = float("nan")


class Agreement(NamedTuple):
    """Agreement of the raters of some recordings.

    Attributes
    ----------
    n : recordings with two raters or more; everything here is of these.
    opinions : of all of them together.
    pairwise : see :func:`pairwise`; with its bootstrap interval over recordings.
    chance : see :func:`by_chance`.
    alpha : see :func:`alpha`; with its bootstrap interval over recordings.
    resamples : of the bootstrap: fewer than asked for where there are very many recordings.
    """

    n: int
    opinions: int
    pairwise: Interval
    chance: float
    alpha: Interval
    resamples: int


def agreement(counts: ArrayLike, *, resamples: int = RESAMPLES, seed: int = 0) -> Agreement | None:
    """Return how far raters agree, or None where no recording has two of them."""
    table = _rated_twice(counts)
    if not len(table):
        return None
    resamples = min(resamples, max(FEWEST_RESAMPLES, MOST_DRAWN // len(table)))
    draws = draw_groups(np.arange(len(table)), resamples=resamples, seed=seed)
    return Agreement(
        n=len(table),
        opinions=int(table.sum()),
        pairwise=interval(_mean, draws, _same(table)),
        chance=by_chance(table),
        alpha=interval(_alpha, draws, table, _different(table)),
        resamples=resamples,
    )


def pairwise(counts: ArrayLike) -> float:
    """Return the share of pairs of raters that say the same, 0..1, as the mean over recordings.

    Every recording counts once, however many raters it has [2]. NaN without any.
    """
    return _mean(_same(_rated_twice(counts)))


def by_chance(counts: ArrayLike) -> float:
    """Return how often two opinions drawn from all there are would be the same, 0..1."""
    totals = _rated_twice(counts).sum(axis=0)
    n = int(totals.sum())
    return float((totals * (totals - 1)).sum() / (n * (n - 1))) if n else UNDEFINED


def alpha(counts: ArrayLike) -> float:
    """Return Krippendorff's alpha for nominal labels: 1 is full agreement, 0 is chance.

    NaN where only one label occurs: nothing could have been disagreed about.
    """
    table = _rated_twice(counts)
    return _alpha(table, _different(table))


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else UNDEFINED


def _alpha(table: Counts, different: Array) -> float:
    totals = table.sum(axis=0)
    n = int(totals.sum())
    # Expected: pairs of different labels among all opinions, sum_{c != k} n_c n_k
    expected = n * n - int((totals * totals).sum())
    if not expected:
        return UNDEFINED
    # alpha = 1 - (n - 1) sum_{c > k} o_ck / sum_{c > k} n_c n_k   ([1], sections A to C)
    return float(1.0 - (n - 1) * different.sum() / expected)


def _same(table: Counts) -> Array:
    """Return the share of pairs of raters that say the same, of each recording, shape (n,)."""
    raters = table.sum(axis=1)
    shares: Array = (table * (table - 1)).sum(axis=1) / (raters * (raters - 1))
    return shares


def _different(table: Counts) -> Array:
    """Return each recording's pairs of different labels, weighted by 1 / (m_u - 1), shape (n,)."""
    raters = table.sum(axis=1)
    pairs: Array = (raters**2 - (table * table).sum(axis=1)) / (raters - 1)
    return pairs


def _rated_twice(counts: ArrayLike) -> Counts:
    table = np.asarray(counts, dtype=np.int64)
    if table.ndim != 2 or (table < 0).any():
        raise ValueError(f"shape {table.shape}: expected counts >= 0, (recordings, labels)")
    rated: Counts = table[table.sum(axis=1) >= MIN_RATERS]
    return rated
