"""Intervals: they cover, they widen with clustering, and they survive poor data."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from talent.learning import Interval, draw_groups, interval, metrics


def mean(values: NDArray[np.float64]) -> float:
    return float(values.mean())


def test_every_draw_is_made_of_whole_groups() -> None:
    groups = np.array(["a", "b", "a", "c", "b", "a"])
    for rows in draw_groups(groups, resamples=50, seed=1):
        drawn = groups[rows]
        for name, size in (("a", 3), ("b", 2), ("c", 1)):
            times = np.sum(drawn == name)
            assert times % size == 0
            members = rows[drawn == name]
            assert len(set(members)) in (0, size)


def test_the_seed_decides_the_draws() -> None:
    groups = np.arange(20)
    first, same = draw_groups(groups, seed=3), draw_groups(groups, seed=3)
    other = draw_groups(groups, seed=4)
    assert all(np.array_equal(a, b) for a, b in zip(first, same, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_a_mean_gets_the_interval_of_the_textbook() -> None:
    values = np.random.default_rng(5).normal(10.0, 2.0, 400)
    found = interval(mean, draw_groups(np.arange(400), resamples=2000), values)
    half = 1.96 * values.std() / math.sqrt(400)
    assert found.value == values.mean()
    assert found.low == pytest.approx(values.mean() - half, abs=0.1 * half)
    assert found.high == pytest.approx(values.mean() + half, abs=0.1 * half)


def test_takes_of_one_singer_do_not_narrow_the_interval() -> None:
    """Ten copies of every take say no more than the takes themselves."""
    values = np.random.default_rng(6).normal(size=40)
    once = interval(mean, draw_groups(np.arange(40)), values)
    copies = interval(mean, draw_groups(np.repeat(np.arange(40), 10)), np.repeat(values, 10))
    np.testing.assert_allclose(copies, once)


def test_draws_with_a_single_class_are_left_out() -> None:
    labels, scores = np.array([1.0, 0.0, 0.0, 1.0]), np.array([0.9, 0.1, 0.4, 0.6])
    found = interval(metrics.auc, draw_groups(np.arange(4)), labels, scores)
    assert found == Interval(1.0, 1.0, 1.0)


def test_one_class_only_has_neither_value_nor_interval() -> None:
    found = interval(metrics.auc, draw_groups(np.arange(3)), np.ones(3), np.arange(3) / 3)
    assert all(math.isnan(number) for number in found)


def test_senseless_requests_are_refused() -> None:
    with pytest.raises(ValueError, match="n = 0"):
        draw_groups([])
    with pytest.raises(ValueError, match=r"level=95"):
        interval(mean, draw_groups([1]), np.ones(1), level=95.0)
