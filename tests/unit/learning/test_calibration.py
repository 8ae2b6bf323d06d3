"""Platt scaling: finds what made the data, against SciPy, and never divides by nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from talent.learning import Platt, fit_platt, metrics, sigmoid
from talent.learning.calibration import targets


def test_the_targets_are_those_of_platt() -> None:
    """Three good, one bad: (3 + 1) / (3 + 2) and 1 / (1 + 2)."""
    np.testing.assert_allclose(targets([1, 1, 1, 0]), [0.8, 0.8, 0.8, 1 / 3])


def test_two_takes_by_hand() -> None:
    """One good at +1, one bad at -1: targets 2/3 and 1/3 are met exactly, slope ln 2."""
    found = fit_platt([1.0, -1.0], [1, 0])
    assert found.slope == pytest.approx(np.log(2.0))
    assert found.intercept == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(found([1.0, -1.0]), [2 / 3, 1 / 3])


def test_it_finds_what_made_the_data() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(1.0, 3.0, 40_000)
    labels = rng.random(len(logits)) < 1.0 / (1.0 + np.exp(-(0.6 * logits - 1.1)))
    found = fit_platt(logits, labels)
    assert found.slope == pytest.approx(0.6, abs=0.03)
    assert found.intercept == pytest.approx(-1.1, abs=0.05)
    assert metrics.calibration_error(labels, found(logits)) < 0.01
    assert metrics.calibration_error(labels, sigmoid(logits)) > 0.1


@pytest.mark.parametrize("seed", range(5))
def test_the_minimum_is_that_of_a_general_optimiser(seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits, labels = rng.normal(5.0, 20.0, 30), np.arange(30) % 2
    wanted = targets(labels)

    def loss(point: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        new = point[0] * logits + point[1]
        return float(np.sum(np.logaddexp(0.0, new) - wanted * new))

    found = fit_platt(logits, labels)
    reference = minimize(loss, [0.0, 0.0], method="BFGS", options={"gtol": 1e-9})
    assert loss(np.array(found)) <= reference.fun + 1e-9
    np.testing.assert_allclose(found, reference.x, atol=1e-4)


def test_perfect_separation_stays_finite() -> None:
    found = fit_platt([-3.0, -2.0, 2.0, 3.0], [0, 0, 1, 1])
    assert 0.0 < found.slope < 10.0
    assert found([3.0])[0] < 0.9  # four takes do not prove certainty


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=30).filter(lambda x: np.std(x) > 1e-3),
    st.floats(1e-3, 1e3),
    st.floats(-1e3, 1e3),
)
def test_the_unit_of_the_logits_does_not_matter(
    logits: list[float], factor: float, shift: float
) -> None:
    labels = np.arange(len(logits)) % 2
    old = np.array(logits)
    first, second = fit_platt(old, labels), fit_platt(factor * old + shift, labels)
    np.testing.assert_allclose(first(old), second(factor * old + shift), atol=1e-3)


def test_logits_the_wrong_way_round_get_a_negative_slope() -> None:
    assert fit_platt([1.0, 2.0, -1.0, -2.0], [0, 0, 1, 1]).slope < 0.0


def test_extreme_logits_do_not_overflow() -> None:
    assert Platt(1.0, 0.0)([-1e5, 1e5]).tolist() == [0.0, 1.0]


def test_nothing_to_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        fit_platt([1.0, 2.0], [1, 1])
    with pytest.raises(ValueError, match="the logits are all 2"):
        fit_platt([2.0, 2.0], [0, 1])
