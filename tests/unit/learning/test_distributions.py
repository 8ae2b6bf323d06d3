"""Distributions: exactly numpy's, whatever the values are."""

import json

import numpy as np
import pytest

from talent.learning.distributions import BINS, QUANTILES, TAIL, class_distributions, round_off

RNG = np.random.default_rng(5)
N = 800


def test_a_known_table_gives_numpys_numbers() -> None:
    values = RNG.normal(100.0, 15.0, (N, 2))
    values[RNG.random((N, 2)) < 0.1] = np.nan
    labels = RNG.integers(0, 2, N)
    found = class_distributions(values, labels, ("first", "second"))
    for column, name in enumerate(("first", "second")):
        known = values[np.isfinite(values[:, column]), column]
        low, high = np.quantile(known, [TAIL, 1 - TAIL])
        edges = np.array(found[name]["edges"])
        assert edges[[0, -1]] == pytest.approx([low, high], rel=1e-5)
        for label, word in enumerate(("bad", "good")):
            part, own = found[name][word], values[labels == label, column]
            own_known = own[np.isfinite(own)]
            assert part["n"] == len(own_known)
            assert part["undefined"] == len(own) - len(own_known)
            assert part["counts"] == np.histogram(own_known, edges)[0].tolist()
            assert part["quantiles"] == pytest.approx(np.quantile(own_known, QUANTILES), rel=1e-5)
            assert sum(part["counts"]) + part["below"] + part["above"] == part["n"]


def test_one_odd_take_does_not_squeeze_the_others() -> None:
    values = np.append(np.linspace(0.0, 1.0, N - 1), 1e9)[:, np.newaxis]
    found = class_distributions(values, np.ones(N, dtype=np.int64), ("x",))["x"]
    assert found["edges"][-1] <= 1.0
    assert found["good"]["above"] >= 1
    assert found["good"]["quantiles"][-1] == 1e9
    assert min(found["good"]["counts"]) > 0


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-12, 123456.789])
def test_a_constant_has_edges_that_rise(value: float) -> None:
    found = class_distributions(np.full((9, 1), value), np.arange(9) % 2, ("x",))["x"]
    assert (np.diff(found["edges"]) > 0).all()
    assert sum(found["good"]["counts"]) == 4
    assert sum(found["bad"]["counts"]) == 5


def test_without_values_there_is_nothing_to_show() -> None:
    values = np.array([[np.nan, 1.0], [np.inf, np.nan]])
    found = class_distributions(values, np.array([1, 0]), ("never", "once"))
    assert found["never"]["edges"] is None
    assert found["never"]["bad"] == {
        "n": 0,
        "undefined": 1,
        "quantiles": None,
        "counts": [0] * BINS,
        "below": 0,
        "above": 0,
    }
    assert found["once"]["good"]["n"] == 1
    assert found["once"]["bad"]["quantiles"] is None
    json.dumps(found, allow_nan=False)


def test_tables_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(3, 1\) for 2 takes"):
        class_distributions(np.zeros((3, 1)), np.zeros(2, dtype=np.int64), ("x",))


def test_rounding_keeps_six_digits() -> None:
    assert round_off(123456.789) == 123457.0
    assert round_off(-0.000123456789) == -0.000123457
