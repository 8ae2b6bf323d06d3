"""Diagrams of an evaluation, as numbers: ROC, reliability, spread of the scores.

Intervals are the middle 95 % of a bootstrap over singers, point by point.

References
----------
.. [1] Fawcett. "An introduction to ROC analysis." Pattern Recognition Letters 27, 2006.
.. [2] Murphy, Winkler. "Reliability of subjective probability forecasts of precipitation and
   temperature." Applied Statistics 26, 1977 (the reliability diagram).
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talent.learning.bootstrap import LEVEL, Rows, as_record, draw_groups, interval
from talent.learning.evaluate import CLASS_LABELS
from talent.learning.metrics import BINS, THRESHOLD, auc, confusion, validate_probabilities

POINTS: Final = 51
"""False-positive rates at which the ROC curve is read."""
SCORE_BINS: Final = 20
RESAMPLES: Final = 500
_DECIMALS: Final = 4

Array = NDArray[np.float64]


def diagrams(
    labels: ArrayLike,
    probabilities: ArrayLike,
    groups: Sequence[str] | NDArray[np.str_],
    *,
    threshold: float = THRESHOLD,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Any]:
    """Return the data of every diagram, ready for JSON.

    Parameters
    ----------
    labels : 0 (bad) or 1 (good), shape (n,).
    probabilities : of good, 0..1, shape (n,).
    groups : singer of every row, shape (n,).
    threshold : probability from which a take is called good.
    resamples, seed : of the bootstrap.

    Returns
    -------
    dict with ``roc`` (see :func:`roc`; curve None with a single class), ``reliability``,
    ``confusion`` (2 x 2, rows are labels, columns what was called), ``scores`` (takes per bin of
    probability and class), ``n``, ``singers``, ``good``.
    """
    truth, score = validate_probabilities(labels, probabilities)
    draws = draw_groups(groups, resamples=resamples, seed=seed)
    return {
        "n": len(truth),
        "singers": len(set(map(str, groups))),
        "good": int(truth.sum()),
        "interval": f"{LEVEL:.0%} percentile bootstrap over singers, {resamples} resamples",
        "roc": _roc(truth, score, draws),
        "reliability": _reliability(truth, score, draws),
        "confusion": {
            "class_labels": list(CLASS_LABELS),
            "threshold": threshold,
            "counts": confusion(truth, score, threshold).tolist(),
        },
        "scores": _scores(truth, score),
    }


def roc(labels: Array, scores: Array, false_rates: Array) -> Array:
    """Return the true-positive rates at false-positive rates [1], shape of ``false_rates``.

    The highest rate that some threshold reaches without exceeding the false-positive rate;
    between thresholds of tied scores the curve is a straight line. NaN with a single class.
    """
    good = labels == 1.0
    if good.all() or not good.any():
        return np.full(len(false_rates), np.nan)
    order = np.argsort(-scores, kind="stable")
    # One point per distinct score: takes that tie pass the threshold together.
    last = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    true = np.append(0.0, np.cumsum(good[order])[last] / good.sum())
    false = np.append(0.0, np.cumsum(~good[order])[last] / (~good).sum())
    # Where the curve rises straight up, its upper end counts.
    upper = np.append(np.diff(false) > 0.0, True)
    return np.interp(false_rates, false[upper], true[upper])


def _roc(truth: Array, score: Array, draws: Sequence[Rows]) -> dict[str, Any]:
    grid = np.linspace(0.0, 1.0, POINTS)
    low, high = _band(lambda rows: roc(truth[rows], score[rows], grid), draws)
    return {
        "auc": as_record(interval(auc, draws, truth, score)),
        "false_positive_rate": _listed(grid),
        "true_positive_rate": _listed(roc(truth, score, grid)),
        "low": _listed(low),
        "high": _listed(high),
    }


def _reliability(truth: Array, score: Array, draws: Sequence[Rows]) -> dict[str, Any]:
    """Return, for equal bins of probability, what was said and what was true [2]."""
    which = np.minimum((score * BINS).astype(np.int64), BINS - 1)

    def share(rows: Rows) -> Array:
        return _mean(truth[rows], which[rows])

    everything = np.arange(len(truth))
    low, high = _band(share, draws)
    return {
        "edges": _listed(np.linspace(0.0, 1.0, BINS + 1)),
        "n": np.bincount(which, minlength=BINS).tolist(),
        "mean_probability": _listed(_mean(score, which)),
        "share_good": _listed(share(everything)),
        "low": _listed(low),
        "high": _listed(high),
    }


def _scores(truth: Array, score: Array) -> dict[str, Any]:
    edges = np.linspace(0.0, 1.0, SCORE_BINS + 1)
    return {"edges": _listed(edges)} | {
        name: np.histogram(score[truth == label], edges)[0].tolist()
        for label, name in enumerate(CLASS_LABELS)
    }


def _mean(values: Array, which: NDArray[np.int64]) -> Array:
    """Return the mean of values in each bin, shape (BINS,); NaN in an empty one."""
    counts = np.bincount(which, minlength=BINS)
    total = np.bincount(which, weights=values, minlength=BINS)
    return np.divide(total, counts, out=np.full(BINS, np.nan), where=counts > 0)


def _band(curve: Callable[[Rows], Array], draws: Sequence[Rows]) -> tuple[Array, Array]:
    """Return the interval of each point of a curve; NaN where most draws leave it undefined."""
    drawn = np.array([curve(rows) for rows in draws])
    ends = [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a point that no draw defines
        low, high = np.nanquantile(drawn, ends, axis=0)
    rare = 2 * np.isfinite(drawn).sum(axis=0) < len(drawn)
    return np.where(rare, np.nan, low), np.where(rare, np.nan, high)


def _listed(values: Array) -> list[float | None]:
    return [round(value, _DECIMALS) if np.isfinite(value) else None for value in values.tolist()]
