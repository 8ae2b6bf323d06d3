"""Numbers behind the diagrams of an evaluation."""

import json

import numpy as np
import pytest

from talent.learning.metrics import BINS, auc, confusion
from training_job.charts.diagrams import POINTS, diagrams, roc

RNG = np.random.default_rng(11)
N = 500
LABELS = RNG.integers(0, 2, N).astype(np.float64)
SCORES = np.clip(0.25 * LABELS + 0.75 * RNG.random(N), 0.0, 1.0)
GROUPS = np.array([f"s{row // 5}" for row in range(N)])


def test_the_roc_of_a_small_table_by_hand() -> None:
    # Thresholds 0.9 (good), 0.8 (bad), 0.7 (good), 0.1 (bad).
    labels, scores = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.9, 0.8, 0.7, 0.1])
    found = roc(labels, scores, np.array([0.0, 0.5, 1.0]))
    assert found.tolist() == [0.5, 1.0, 1.0]


def test_tied_scores_are_a_straight_line() -> None:
    labels = np.array([0.0, 1.0, 0.0, 1.0])
    assert roc(labels, np.full(4, 0.3), np.array([0.0, 0.25, 1.0])).tolist() == [0.0, 0.25, 1.0]


def test_the_area_under_the_curve_is_the_auc() -> None:
    rounded = np.round(SCORES, 2)  # with ties
    grid = np.linspace(0.0, 1.0, 20_001)
    curve = roc(LABELS, rounded, grid)
    area = float(np.mean(0.5 * (curve[1:] + curve[:-1])))
    assert area == pytest.approx(auc(LABELS, rounded), abs=1e-3)


def test_everything_agrees_with_the_metrics() -> None:
    found = diagrams(LABELS, SCORES, GROUPS, resamples=100)
    assert found["confusion"]["counts"] == confusion(LABELS, SCORES).tolist()
    assert found["roc"]["auc"]["value"] == auc(LABELS, SCORES)
    assert (found["n"], found["singers"], found["good"]) == (N, 100, int(LABELS.sum()))
    assert sum(found["scores"]["good"]) == LABELS.sum()
    assert sum(found["scores"]["bad"]) == N - LABELS.sum()
    assert sum(found["reliability"]["n"]) == N
    json.dumps(found, allow_nan=False)


def test_the_band_is_around_the_curve() -> None:
    curve = diagrams(LABELS, SCORES, GROUPS, resamples=200)["roc"]
    low, value, high = (np.array(curve[n]) for n in ("low", "true_positive_rate", "high"))
    assert len(value) == POINTS
    inside = (low <= value + 1e-9) & (value <= high + 1e-9)
    assert inside.all()
    assert (high - low)[5:-25].min() > 0.01


def test_reliability_is_the_share_of_good_takes_in_each_bin() -> None:
    labels = np.array([0.0, 0.0, 1.0, 1.0, 1.0])
    found = diagrams(labels, [0.05, 0.15, 0.15, 0.95, 1.0], list("abcde"), resamples=50)
    reliability = found["reliability"]
    assert reliability["n"] == [1, 2, 0, 0, 0, 0, 0, 0, 0, 2]
    assert reliability["share_good"][:3] == [0.0, 0.5, None]
    assert reliability["mean_probability"][-1] == pytest.approx(0.975)
    assert reliability["low"][4] is None
    assert len(reliability["edges"]) == BINS + 1


def test_one_class_alone_has_no_curve() -> None:
    found = diagrams([1, 1, 1], [0.2, 0.4, 0.9], list("abc"), resamples=20)
    assert found["roc"]["auc"]["value"] is None
    assert set(found["roc"]["true_positive_rate"]) == {None}
    assert found["confusion"]["counts"] == [[0, 0], [2, 1]]
