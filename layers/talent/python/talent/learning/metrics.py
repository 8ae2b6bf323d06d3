"""Metrics of scores against labels or ratings.

Conventions: ``labels`` are 0 (bad) or 1 (good), ``probabilities`` lie in 0..1, all arrays have
shape (n,). A metric that the data leave undefined (an AUC with a single class) is NaN rather
than a guess; input that makes no sense raises ValueError.

Metrics: :func:`auc`, :func:`spearman`, :func:`accuracy`, :func:`balanced_accuracy`,
:func:`precision`, :func:`recall`, :func:`f1_score`, :func:`confusion`, :func:`brier`,
:func:`calibration_error`, :func:`majority_baseline`.

References
----------
.. [1] Hanley, McNeil. "The meaning and use of the area under a receiver operating
   characteristic (ROC) curve." Radiology 143, 1982.
.. [2] Spearman. "The proof and measurement of association between two things."
   American Journal of Psychology 15, 1904.
.. [3] Brodersen et al. "The balanced accuracy and its posterior distribution." ICPR 2010.
.. [4] Brier. "Verification of forecasts expressed in terms of probability." Monthly Weather
   Review 78, 1950.
.. [5] Naeini, Cooper, Hauskrecht. "Obtaining well calibrated probabilities using Bayesian
   binning." AAAI 2015 (expected calibration error).
.. [6] van Rijsbergen. "Information Retrieval." 2nd edition, Butterworths 1979, chapter 7
   (precision, recall and their harmonic mean).
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

THRESHOLD: Final = 0.5
"""Probability from which a take is called good."""

BINS: Final = 10
"""Bins of the expected calibration error."""

Array = NDArray[np.float64]
UNDEFINED: Final = float("nan")


def validate(first: ArrayLike, second: ArrayLike) -> tuple[Array, Array]:
    """Return two columns as float64 arrays of shape (n,), n >= 1, all finite.

    Raises
    ------
    ValueError
        If the shapes differ, nothing is there or a value is not finite.
    """
    left, right = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if left.ndim != 1 or left.shape != right.shape:
        raise ValueError(f"shapes {left.shape} and {right.shape}: expected (n,) twice")
    if not left.size:
        raise ValueError("there is nothing to measure: n = 0")
    if not (np.isfinite(left).all() and np.isfinite(right).all()):
        raise ValueError("every value must be finite: leave out or fill what is undefined")
    return left, right


def validate_labels(labels: ArrayLike, scores: ArrayLike) -> tuple[Array, Array]:
    """As :func:`validate`; the first column must be 0 or 1."""
    truth, score = validate(labels, scores)
    if not np.isin(truth, (0.0, 1.0)).all():
        raise ValueError(f"labels must be 0 or 1, found {np.unique(truth)[:5].tolist()}")
    return truth, score


def validate_probabilities(labels: ArrayLike, probabilities: ArrayLike) -> tuple[Array, Array]:
    """As :func:`validate_labels`; the second column must lie in 0..1."""
    truth, score = validate_labels(labels, probabilities)
    if score.min() < 0.0 or score.max() > 1.0:
        raise ValueError(f"probabilities must lie in 0..1, found {score.min()}..{score.max()}")
    return truth, score


def ranks(values: ArrayLike) -> Array:
    """Return ranks from 1, ties sharing their average rank; shape (n,)."""
    _, inverse, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: Array = (last - 0.5 * (counts - 1.0))[inverse]
    return shared


def auc(labels: ArrayLike, scores: ArrayLike) -> float:
    """Return the probability that a good take scores above a bad one, ties counting half.

    The area under the ROC curve as the Mann-Whitney statistic [1]. NaN with a single class.
    """
    truth, score = validate_labels(labels, scores)
    good = float(truth.sum())
    bad = len(truth) - good
    if not good or not bad:
        return UNDEFINED
    # U = R_good - n_good (n_good + 1) / 2; AUC = U / (n_good n_bad)
    return float((ranks(score) @ truth - good * (good + 1) / 2) / (good * bad))


def spearman(ratings: ArrayLike, scores: ArrayLike) -> float:
    """Return Spearman's rank correlation [2]: Pearson's of the ranks. NaN if one is constant."""
    truth, score = validate(ratings, scores)
    left, right = ranks(truth), ranks(score)
    left, right = left - left.mean(), right - right.mean()
    size = float(np.sqrt((left @ left) * (right @ right)))
    return float(left @ right / size) if size else UNDEFINED


def accuracy(labels: ArrayLike, probabilities: ArrayLike, threshold: float = THRESHOLD) -> float:
    """Return the share of takes that lie on their label's side of the threshold."""
    truth, score = validate_probabilities(labels, probabilities)
    return float(np.mean((score >= threshold) == truth))


def balanced_accuracy(
    labels: ArrayLike, probabilities: ArrayLike, threshold: float = THRESHOLD
) -> float:
    """Return the mean of the accuracies within good and within bad takes [3].

    0.5 is chance, whatever the shares of the classes. NaN with a single class.
    """
    truth, score = validate_probabilities(labels, probabilities)
    right = (score >= threshold) == truth
    good = truth == 1.0
    if good.all() or not good.any():
        return UNDEFINED
    return float(0.5 * (right[good].mean() + right[~good].mean()))


def confusion(
    labels: ArrayLike, probabilities: ArrayLike, threshold: float = THRESHOLD
) -> NDArray[np.int64]:
    """Return how many takes of each label were called what: int64 array, shape (2, 2).

    Rows are the labels, columns what was called, both in the order bad, good.
    """
    truth, score = validate_probabilities(labels, probabilities)
    cell = 2 * truth.astype(np.int64) + (score >= threshold)
    return np.bincount(cell, minlength=4).reshape(2, 2)


def precision(labels: ArrayLike, probabilities: ArrayLike, threshold: float = THRESHOLD) -> float:
    """Return the share of good takes among those called good [6]; NaN if none was."""
    (_, false), (_, true) = confusion(labels, probabilities, threshold).tolist()
    return true / (true + false) if true + false else UNDEFINED


def recall(labels: ArrayLike, probabilities: ArrayLike, threshold: float = THRESHOLD) -> float:
    """Return the share of the good takes that were called good [6]; NaN without any."""
    _, (missed, true) = confusion(labels, probabilities, threshold).tolist()
    return true / (true + missed) if true + missed else UNDEFINED


def f1_score(labels: ArrayLike, probabilities: ArrayLike, threshold: float = THRESHOLD) -> float:
    """Return the harmonic mean of precision and recall [6].

    2 true / (2 true + falsely called good + missed); NaN where nothing is good or called so.
    """
    (_, false), (missed, true) = confusion(labels, probabilities, threshold).tolist()
    return 2 * true / (2 * true + false + missed) if true + false + missed else UNDEFINED


def brier(labels: ArrayLike, probabilities: ArrayLike) -> float:
    """Return the mean squared error of the probabilities [4]: 0 is best, 0.25 says nothing."""
    truth, score = validate_probabilities(labels, probabilities)
    return float(np.mean(np.square(score - truth)))


def calibration_error(labels: ArrayLike, probabilities: ArrayLike, bins: int = BINS) -> float:
    """Return the expected calibration error [5] over bins of equal width.

    sum_b (n_b / n) |share of good in b - mean probability in b|; the last bin includes 1. With
    few takes it is biased upwards: the bins' shares scatter even for a perfect model.
    """
    truth, score = validate_probabilities(labels, probabilities)
    which = np.minimum((score * bins).astype(np.int64), bins - 1)
    gap = np.bincount(which, weights=truth - score, minlength=bins)
    return float(np.abs(gap).sum() / len(truth))


def majority_baseline(labels: ArrayLike) -> float:
    """Return the accuracy of always answering the more frequent label."""
    truth, _ = validate_labels(labels, labels)
    share = float(truth.mean())
    return max(share, 1.0 - share)
