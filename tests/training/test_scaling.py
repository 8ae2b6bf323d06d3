"""Robust scaling against worked examples."""

import numpy as np
import pytest
from scipy import stats

from training_job.models.scaling import CLIP, fit_scaling


def test_a_normal_feature_is_scaled_like_a_z_score() -> None:
    values = np.random.default_rng(1).normal(200.0, 30.0, (20_000, 1))
    scaling = fit_scaling(values)
    assert scaling.median[0] == pytest.approx(200.0, abs=1.0)
    # Half of p84 - p16 of a normal distribution is 0.9945 standard deviations.
    expected = 30.0 * stats.norm.ppf(0.84)
    assert scaling.spread[0] == pytest.approx(expected, rel=0.03)


def test_by_hand() -> None:
    scaling = fit_scaling(np.arange(101.0)[:, np.newaxis])
    assert (scaling.median[0], scaling.spread[0]) == (50.0, 34.0)
    np.testing.assert_allclose(scaling(np.array([[84.0], [16.0], [50.0]]))[:, 0], [1, -1, 0])


def test_outliers_are_clipped_and_gaps_are_the_median() -> None:
    values = np.append(np.arange(100.0), [np.nan, np.inf, -np.inf, 1e9])[:, np.newaxis]
    scaling = fit_scaling(values)
    assert scaling.spread[0] < 40.0
    scaled = scaling(np.array([[1e12], [-1e12], [np.nan], [np.inf], [-np.inf]]))[:, 0]
    np.testing.assert_array_equal(scaled, [CLIP, -CLIP, 0.0, 0.0, 0.0])


def test_a_feature_that_says_nothing_does_no_harm() -> None:
    constant, empty = np.full(10, 7.0), np.full(10, np.nan)
    scaling = fit_scaling(np.column_stack([constant, empty]))
    np.testing.assert_array_equal(scaling.spread, [1.0, 1.0])
    assert np.isfinite(scaling(np.column_stack([constant, empty]))).all()
