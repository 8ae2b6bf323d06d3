"""How much a take counts: weights stand for repetition, in scaling and in the linear model."""

import numpy as np
import pytest

from training_job.models.linear import balanced, fit_logistic
from training_job.models.scaling import fit_scaling

RNG = np.random.default_rng(5)
FEATURES = RNG.normal(size=(60, 3))
LABELS = (FEATURES[:, 0] + RNG.normal(size=60) > 0).astype(np.int64)


def test_a_weight_of_two_is_the_take_twice() -> None:
    twice = np.arange(60) < 20
    weights = np.where(twice, 2.0, 1.0)
    rows = np.repeat(np.arange(60), np.where(twice, 2, 1))
    weighted, bias = fit_logistic(FEATURES, LABELS, 1.0, bounded=False, weights=weights)
    repeated, other = fit_logistic(
        FEATURES[rows], LABELS[rows], 1.0, bounded=False, weights=np.ones(len(rows))
    )
    np.testing.assert_allclose(weighted, repeated, atol=1e-5)
    assert bias == pytest.approx(other, abs=1e-5)


def test_without_weights_both_classes_count_the_same() -> None:
    weighted = fit_logistic(FEATURES, LABELS, 1.0, bounded=True, weights=balanced(LABELS))
    plain = fit_logistic(FEATURES, LABELS, 1.0, bounded=True)
    np.testing.assert_array_equal(weighted[0], plain[0])
    assert balanced(np.array([1, 0, 0, 0])).tolist() == [2.0, 2 / 3, 2 / 3, 2 / 3]


def test_equal_weights_scale_nearly_as_none() -> None:
    """The two definitions of a percentile differ by less than the gap between neighbours."""
    plain, weighted = fit_scaling(FEATURES), fit_scaling(FEATURES, np.full(60, 0.3))
    np.testing.assert_allclose(weighted.median, plain.median, atol=0.05)
    np.testing.assert_allclose(weighted.spread, plain.spread, atol=0.1)


def test_what_weighs_nothing_moves_no_percentile() -> None:
    far = np.concatenate([FEATURES, FEATURES + 1e6])
    weights = np.repeat([1.0, 1e-9], 60)
    np.testing.assert_allclose(
        fit_scaling(far, weights).median, fit_scaling(FEATURES, np.ones(60)).median, atol=1e-3
    )


def test_missing_values_have_no_weight() -> None:
    holes = FEATURES.copy()
    holes[:30, 0] = np.nan
    found = fit_scaling(holes, np.ones(60))
    assert found.median[0] == pytest.approx(fit_scaling(FEATURES[30:], np.ones(30)).median[0])
    holes[:, 1] = np.inf
    assert fit_scaling(holes, np.ones(60)).spread[1] == 1.0
