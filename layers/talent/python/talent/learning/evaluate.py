"""Evaluate scores on labels, as ``evaluation.json`` holds it: no figure without its interval."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talent.learning import metrics
from talent.learning.bootstrap import (
    LEVEL,
    RESAMPLES,
    Rows,
    as_record,
    draw_groups,
    interval,
)
from talent.learning.coverage import coverage_curve

METRICS: Final[Mapping[str, Callable[..., float]]] = {
    "accuracy": metrics.accuracy,
    "auc": metrics.auc,
    "balanced_accuracy": metrics.balanced_accuracy,
    "brier": metrics.brier,
    "calibration_error": metrics.calibration_error,
    "f1_score": metrics.f1_score,
    "precision": metrics.precision,
    "recall": metrics.recall,
}
"""Metrics of labels and probabilities, by their name in the record."""

CLASS_LABELS: Final = ("bad", "good")
"""Order of the rows and columns of the confusion matrix."""


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
    dict, ready for JSON: per metric ``{"value", "low", "high"}`` (None where undefined),
    ``confusion_matrix`` (value, low and high are 2 x 2: rows are labels, columns what was
    called, in the order of ``class_labels``), ``coverage`` (see :func:`coverage_curve`), and
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
        "class_labels": list(CLASS_LABELS),
        "confusion_matrix": _confusion(draws, truth, scores),
        "coverage": coverage_curve(truth, scores, draws),
        "n": len(truth),
        "singers": len(set(map(str, groups))),
        "majority_baseline": metrics.majority_baseline(truth),
        "interval": f"{LEVEL:.0%} percentile bootstrap over groups, {resamples} resamples",
        "measured_on": measured_on,
    }


def _confusion(
    draws: Sequence[Rows], truth: metrics.Array, scores: metrics.Array
) -> dict[str, list[list[float]]]:
    """Return the counts and, cell by cell, the percentile interval of the draws' counts."""
    drawn = [metrics.confusion(truth[rows], scores[rows]) for rows in draws]
    low, high = np.quantile(drawn, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0], axis=0)
    counts = metrics.confusion(truth, scores)
    return {"value": counts.tolist(), "low": low.tolist(), "high": high.tolist()}
