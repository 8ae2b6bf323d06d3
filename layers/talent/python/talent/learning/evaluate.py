"""One evaluation, as it stands in ``evaluation.json``: no figure without its interval."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talent.learning import metrics
from talent.learning.bootstrap import LEVEL, RESAMPLES, Interval, draw_groups, interval

METRICS: Final[Mapping[str, Callable[..., float]]] = {
    "accuracy": metrics.accuracy,
    "auc": metrics.auc,
    "balanced_accuracy": metrics.balanced_accuracy,
    "brier": metrics.brier,
    "calibration_error": metrics.calibration_error,
}
"""Metrics of labels and probabilities, by their name in the record."""


def evaluate(
    labels: ArrayLike,
    probabilities: ArrayLike,
    groups: Sequence[str] | NDArray[np.str_],
    *,
    measured_on: str,
    ratings: ArrayLike | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Any]:
    """Return every metric with its interval, and the baseline to compare it with.

    Parameters
    ----------
    labels : 0 (bad) or 1 (good), shape (n,).
    probabilities : of good, 0..1, shape (n,).
    groups : singer (or whatever must stay together) of every row, shape (n,).
    measured_on : the data, in words.
    ratings : finer judgements behind the labels, shape (n,): adds Spearman's correlation.
    resamples, seed : of the bootstrap over groups.

    Returns
    -------
    dict, ready for JSON: per metric ``{"value", "low", "high"}`` (None where undefined), and
    ``n``, ``singers``, ``majority_baseline``, ``interval``, ``measured_on``.
    """
    truth, scores = metrics.validate_probabilities(labels, probabilities)
    if len(groups) != len(truth):
        raise ValueError(f"{len(groups)} groups for {len(truth)} rows")
    draws = draw_groups(groups, resamples=resamples, seed=seed)
    record: dict[str, Any] = {
        name: as_record(interval(metric, draws, truth, scores)) for name, metric in METRICS.items()
    }
    if ratings is not None:
        rated, _ = metrics.validate(ratings, scores)
        record["spearman"] = as_record(interval(metrics.spearman, draws, rated, scores))
    return record | {
        "n": len(truth),
        "singers": len(set(map(str, groups))),
        "majority_baseline": metrics.majority_baseline(truth),
        "interval": f"{LEVEL:.0%} percentile bootstrap over groups, {resamples} resamples",
        "measured_on": measured_on,
    }


def as_record(figure: Interval) -> dict[str, float | None]:
    """Return a figure for JSON, which has no NaN."""
    return {
        name: value if math.isfinite(value) else None for name, value in figure._asdict().items()
    }
