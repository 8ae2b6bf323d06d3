"""Our logistic regression against scikit-learn's, and its bounds."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from talent.features.catalogue import FEATURE_SETS
from training_job.models.dataset import class_weights
from training_job.models.linear import STRENGTHS, directions_of, fit_linear, fit_logistic

Data = tuple[NDArray[np.float64], NDArray[np.int64]]


@pytest.fixture
def data() -> Data:
    """Correlated features, unequal classes; the last feature says nothing."""
    rng = np.random.default_rng(3)
    features = rng.normal(size=(300, 4)) + rng.normal(size=(300, 1))
    logits = features @ np.array([1.5, 0.7, -1.0, 0.0]) - 1.0
    return features, (logits + rng.logistic(size=300) > 0).astype(np.int64)


@pytest.mark.parametrize("strength", [0.01, 0.3, 10.0])
def test_without_bounds_it_is_scikit_learns(data: Data, strength: float) -> None:
    features, labels = data
    weights, bias = fit_logistic(features, labels, strength, bounded=False)
    same = LogisticRegression(C=strength, class_weight="balanced", tol=1e-10, max_iter=5000)
    same.fit(features, labels)
    np.testing.assert_allclose(weights, same.coef_[0], atol=1e-5)
    assert bias == pytest.approx(same.intercept_[0], abs=1e-5)


def test_bounds_hold_and_nothing_better_lies_within_them(data: Data) -> None:
    features, labels = data
    weights, bias = fit_logistic(features, labels, 1.0, bounded=True)
    assert (weights >= 0.0).all()
    assert weights[2] == 0.0  # wants to be negative
    # With that feature gone the bounds bind nowhere, and scikit-learn finds the same.
    same = LogisticRegression(C=1.0, class_weight="balanced", tol=1e-10, max_iter=5000)
    kept = weights > 0.0
    same.fit(features[:, kept], labels)
    np.testing.assert_allclose(weights[kept], same.coef_[0], atol=1e-5)
    assert bias == pytest.approx(same.intercept_[0], abs=1e-5)


def test_no_weight_contradicts_its_direction(data: Data) -> None:
    features, labels = data
    directions = np.array([1.0, -1.0, -1.0, 1.0])
    linear = fit_linear(features, labels, np.arange(300) % 5, directions)
    assert (linear.weights * directions >= 0.0).all()
    assert linear.strength in STRENGTHS
    assert linear.logits(features).shape == (300,)


def test_directions_come_from_the_catalogue() -> None:
    singing, acoustic, both = (
        directions_of(FEATURE_SETS[name]) for name in ("singing", "acoustic", "all")
    )
    assert singing.shape == (20,)
    assert set(singing) == {-1.0, 1.0}
    np.testing.assert_array_equal(acoustic, np.zeros(37))
    np.testing.assert_array_equal(both, [*singing, *acoustic])


def test_a_weight_without_a_direction_is_free(data: Data) -> None:
    """The third weight wants to be negative: bound it stays at zero, free it is scikit-learn's."""
    features, labels = data
    folds = np.arange(300) % 5
    bound = fit_linear(features, labels, folds, np.array([1.0, 1.0, 1.0, 1.0]))
    assert bound.weights[2] == 0.0
    part = fit_linear(features, labels, folds, np.array([1.0, 1.0, 0.0, 1.0]))
    assert part.weights[2] < -0.1
    assert (part.weights[[0, 1, 3]] >= 0.0).all()
    free = fit_linear(features, labels, folds, np.zeros(4))
    same = LogisticRegression(C=free.strength, class_weight="balanced", tol=1e-10, max_iter=5000)
    same.fit(features, labels)
    np.testing.assert_allclose(free.weights, same.coef_[0], atol=1e-5)


def test_class_weights_balance() -> None:
    assert class_weights(np.array([0, 0, 0, 1])) == {0: pytest.approx(2 / 3), 1: 2.0}
    with pytest.raises(ValueError, match="4 good and 0 bad"):
        class_weights(np.ones(4, dtype=np.int64))


def test_noise_gets_the_strongest_regularisation() -> None:
    """No strength can be told from another there: the simplest is taken."""
    rng = np.random.default_rng(5)
    linear = fit_linear(
        rng.normal(size=(200, 4)), np.tile([0, 1], 100), np.arange(200) // 40, np.ones(4)
    )
    assert linear.strength == min(STRENGTHS)
