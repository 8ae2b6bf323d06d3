"""Metrics against truths worked out by hand, then against scikit-learn and SciPy."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from sklearn import metrics as reference

from talent.learning import metrics

TOLERANCE = 1e-12
RNG = np.random.default_rng(11)


def made_up(ties: bool) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    labels = RNG.integers(0, 2, 200)
    probabilities = np.clip(0.3 * labels + RNG.random(200) * 0.7, 0.0, 1.0)
    return labels, np.round(probabilities, 1) if ties else probabilities


def test_auc_by_hand() -> None:
    # Good takes score 0.9 and 0.4, bad ones 0.6 and 0.1: three of four pairs are in order.
    assert metrics.auc([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.1]) == 0.75
    assert metrics.auc([1, 0], [0.5, 0.5]) == 0.5
    assert metrics.auc([0, 1], [0.2, 0.7]) == 1.0


def test_spearman_by_hand() -> None:
    assert metrics.spearman([1, 2, 3], [10, 20, 40]) == pytest.approx(1.0, abs=TOLERANCE)
    assert metrics.spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0, abs=TOLERANCE)
    # 1 - 6 sum d^2 / (n (n^2 - 1)) with d = (0, 1, -1)
    assert metrics.spearman([1, 2, 3], [1, 3, 2]) == pytest.approx(0.5, abs=TOLERANCE)


def test_threshold_metrics_by_hand() -> None:
    labels, probabilities = [1, 1, 1, 0], [0.9, 0.8, 0.2, 0.5]
    assert metrics.accuracy(labels, probabilities) == 0.5
    # 2 of 3 good ones, 0 of 1 bad ones (0.5 lies on the good side).
    assert metrics.balanced_accuracy(labels, probabilities) == pytest.approx(1 / 3)
    assert metrics.accuracy(labels, probabilities, threshold=0.6) == 0.75
    assert metrics.brier([1, 0], [0.5, 0.5]) == 0.25
    assert metrics.brier([1, 0], [1.0, 0.0]) == 0.0
    assert metrics.majority_baseline(labels) == 0.75
    assert metrics.majority_baseline([0, 0, 1]) == pytest.approx(2 / 3)


def test_confusion_by_hand() -> None:
    labels, probabilities = [1, 1, 1, 0, 0], [0.9, 0.8, 0.2, 0.5, 0.1]
    # Bad: one called bad, one good. Good: one called bad, two good.
    assert metrics.confusion(labels, probabilities).tolist() == [[1, 1], [1, 2]]
    assert metrics.precision(labels, probabilities) == pytest.approx(2 / 3)
    assert metrics.recall(labels, probabilities) == pytest.approx(2 / 3)
    assert metrics.f1_score(labels, probabilities) == pytest.approx(2 / 3)
    assert metrics.precision(labels, probabilities, threshold=0.85) == 1.0
    assert metrics.recall(labels, probabilities, threshold=0.85) == pytest.approx(1 / 3)
    assert metrics.f1_score(labels, probabilities, threshold=0.85) == pytest.approx(1 / 2)


def test_nothing_good_or_called_good_leaves_them_undefined() -> None:
    assert math.isnan(metrics.precision([1, 0], [0.1, 0.2]))
    assert math.isnan(metrics.recall([0, 0], [0.1, 0.9]))
    assert metrics.f1_score([0, 0], [0.1, 0.9]) == 0.0
    assert math.isnan(metrics.f1_score([0, 0], [0.1, 0.2]))


def test_calibration_error_by_hand() -> None:
    # One bin: 0.5 of the takes are good, the model says 0.85: |0.5 - 0.85|.
    assert metrics.calibration_error([1, 0], [0.85, 0.85]) == pytest.approx(0.35)
    # Two bins that err in opposite directions do not cancel: (0.9 + 0.9) / 2.
    assert metrics.calibration_error([0, 1], [0.9, 0.1]) == pytest.approx(0.9)
    # A probability of exactly 1 belongs to the last bin.
    assert metrics.calibration_error([1, 1], [1.0, 1.0]) == 0.0


@pytest.mark.parametrize("ties", [False, True])
def test_agree_with_the_reference_libraries(ties: bool) -> None:
    for _ in range(5):
        labels, p = made_up(ties)
        ratings = np.round(RNG.normal(size=200), 1)
        called = p >= 0.5
        assert metrics.auc(labels, p) == pytest.approx(
            reference.roc_auc_score(labels, p), abs=TOLERANCE
        )
        assert metrics.accuracy(labels, p) == reference.accuracy_score(labels, called)
        assert metrics.balanced_accuracy(labels, p) == pytest.approx(
            reference.balanced_accuracy_score(labels, called), abs=TOLERANCE
        )
        assert metrics.confusion(labels, p).tolist() == (
            reference.confusion_matrix(labels, called).tolist()
        )
        assert metrics.precision(labels, p) == reference.precision_score(labels, called)
        assert metrics.recall(labels, p) == reference.recall_score(labels, called)
        assert metrics.f1_score(labels, p) == pytest.approx(reference.f1_score(labels, called))
        assert metrics.brier(labels, p) == pytest.approx(
            reference.brier_score_loss(labels, p), abs=TOLERANCE
        )
        assert metrics.spearman(ratings, p) == pytest.approx(
            stats.spearmanr(ratings, p).statistic, abs=TOLERANCE
        )
        np.testing.assert_allclose(metrics.ranks(p), stats.rankdata(p), atol=TOLERANCE)


def test_a_single_class_leaves_ranking_undefined() -> None:
    assert math.isnan(metrics.auc([1, 1], [0.2, 0.9]))
    assert math.isnan(metrics.balanced_accuracy([0, 0], [0.2, 0.9]))
    assert math.isnan(metrics.spearman([1.0, 2.0], [0.5, 0.5]))


PAIRED = [
    metrics.auc,
    metrics.spearman,
    metrics.accuracy,
    metrics.balanced_accuracy,
    metrics.precision,
    metrics.recall,
    metrics.f1_score,
    metrics.brier,
    metrics.calibration_error,
]


@pytest.mark.parametrize("metric", PAIRED)
def test_senseless_input_is_refused(metric: Callable[..., float]) -> None:
    with pytest.raises(ValueError, match="n = 0"):
        metric([], [])
    with pytest.raises(ValueError, match="shapes"):
        metric([1, 0], [0.5])
    with pytest.raises(ValueError, match="shapes"):
        metric([[1, 0]], [[0.5, 0.1]])
    with pytest.raises(ValueError, match="finite"):
        metric([1, 0], [0.5, math.nan])


def test_labels_and_probabilities_have_their_ranges() -> None:
    with pytest.raises(ValueError, match=r"0 or 1, found \[-1.0, 1.0\]"):
        metrics.auc([-1, 1], [0.1, 0.2])
    with pytest.raises(ValueError, match=r"found 0.5..1.5"):
        metrics.brier([0, 1], [0.5, 1.5])
