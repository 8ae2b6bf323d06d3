"""Accuracy against coverage, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.learning import coverage_curve, draw_groups, metrics, selective_accuracy

LABELS = [1, 0, 1, 0]
PROBABILITIES = [0.95, 0.2, 0.4, 0.55]
"""Sureness 0.45, 0.3, 0.1, 0.05; the last two are wrong."""


def test_the_surest_answer_first() -> None:
    assert selective_accuracy(LABELS, PROBABILITIES, 0.25) == 1.0
    assert selective_accuracy(LABELS, PROBABILITIES, 0.5) == 1.0
    assert selective_accuracy(LABELS, PROBABILITIES, 0.75) == pytest.approx(2 / 3)
    assert selective_accuracy(LABELS, PROBABILITIES, 1.0) == 0.5


def test_somebody_always_gets_an_answer() -> None:
    assert selective_accuracy(LABELS, PROBABILITIES, 0.001) == 1.0


def test_equally_sure_answers_count_with_their_mean() -> None:
    """One right, one wrong, equally sure: half an answer is half right, in either order."""
    for labels in ([1, 1], [0, 0]):
        assert selective_accuracy(labels, [0.9, 0.1], 0.5) == 0.5


def test_a_moved_threshold_moves_what_is_sure() -> None:
    assert selective_accuracy(LABELS, PROBABILITIES, 0.25, threshold=0.9) == 1.0
    assert selective_accuracy([0], [0.8], 1.0, threshold=0.9) == 1.0


@given(st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1)), min_size=1, max_size=50))
def test_answering_everything_is_the_accuracy(rows: list[tuple[int, float]]) -> None:
    labels, probabilities = zip(*rows, strict=True)
    found = selective_accuracy(labels, probabilities, 1.0)
    assert found == pytest.approx(metrics.accuracy(labels, probabilities))


def test_the_curve_has_intervals_and_falls_for_calibrated_scores() -> None:
    rng = np.random.default_rng(2)
    probabilities = rng.random(3000)
    labels = (rng.random(3000) < probabilities).astype(int)
    curve = coverage_curve(labels, probabilities, draw_groups(np.arange(3000), resamples=50))
    values = [point["value"] for point in curve]
    assert values == sorted(values, reverse=True)
    # The surest tenth of uniform probabilities lies above 0.95 or below 0.05.
    assert values[0] == pytest.approx(0.975, abs=0.02)
    assert values[-1] == pytest.approx(0.75, abs=0.03)
    assert all(point["low"] <= point["value"] <= point["high"] for point in curve)


def test_no_coverage_is_refused() -> None:
    with pytest.raises(ValueError, match=r"coverage=0.0"):
        selective_accuracy(LABELS, PROBABILITIES, 0.0)
