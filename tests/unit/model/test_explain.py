"""Contributions: they add up, and they are Shapley's where a model is not linear."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from talent.features.catalogue import FEATURE_SETS, FEATURES, NAMES
from talent.model.artifact import DEFAULT_FOLDER, Model, load_model, read_folder
from talent.model.explain import Score, Vector, explain, group_members, shapley
from talent.model.interpreter import Scores

Array = NDArray[np.float64]
Kind = Literal["linear", "network"]
PAIRS = ((0, 1), (2, 3), (4,))


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(read_folder(DEFAULT_FOLDER))


def vectors(model: Model, count: int) -> Array:
    """Return vectors as they occur, wilder ones, and all of them with holes."""
    rng = np.random.default_rng(7)
    quantiles = np.array([model.reference["features"][name]["all"] for name in NAMES])
    drawn = rng.integers(0, quantiles.shape[1], (count, len(NAMES)))
    made = np.take_along_axis(quantiles, drawn.T, axis=1).T
    made[::3] += rng.normal(0.0, 5.0, made[::3].shape) * np.ptp(quantiles, axis=1)
    made[rng.random(made.shape) < 0.1] = np.nan
    made[0] = np.nan
    made[1], made[2] = np.inf, 1e30
    return np.asarray(made)


def fake(function: object) -> Score:
    """Return a function of a vector as a graph that reads NaN as 0, in double precision."""

    def score(vector: Vector) -> Scores:
        assert callable(function)
        return Scores(float(function(np.nan_to_num(np.asarray(vector, dtype=float)))), 0.5)

    return score


@pytest.mark.parametrize("kind", ["linear", "network"])
def test_contributions_add_up_to_the_answer(model: Model, kind: Kind) -> None:
    manifest = replace(model.manifest, kind=kind)
    for vector in vectors(model, 600):
        found = explain(model.score, manifest, vector)
        assert found.logit == model.score(vector).logit
        for parts in (found.features, found.groups):
            if parts:
                assert found.base_logit + sum(parts.values()) == pytest.approx(
                    found.logit, abs=1e-5, rel=0
                )
        assert bool(found.features) == (kind == "linear")


def test_a_linear_model_has_the_same_groups_both_ways(model: Model) -> None:
    """Shapley values of a sum are its terms."""
    network = replace(model.manifest, kind="network")
    for vector in vectors(model, 50):
        alone = explain(model.score, model.manifest, vector).groups
        shared = explain(model.score, network, vector).groups
        assert shared == pytest.approx(alone, abs=1e-5)


def test_what_is_undefined_contributes_nothing(model: Model) -> None:
    vector = np.full(len(NAMES), np.nan)
    vector[NAMES.index("hold_frac")] = 0.99
    found = explain(model.score, model.manifest, vector)
    assert {name for name, part in found.features.items() if part != 0.0} == {"hold_frac"}
    assert found.features["hold_frac"] > 0.0


def test_contributions_are_weights_times_scaled_values(model: Model) -> None:
    """Against the record of the training, for a feature away from the clipping."""
    weight = dict(zip(NAMES, model.manifest.extra["model"]["weights"], strict=True))
    low = np.full(len(NAMES), np.nan)
    for name, expected in weight.items():
        quantiles = np.array(model.reference["features"][name]["all"])
        low[:] = np.nan
        low[NAMES.index(name)] = quantiles[7]
        part = explain(model.score, model.manifest, low).features[name]
        median = quantiles[10]
        # (p84 - p16) / 2 lies between these two.
        spread = np.array([quantiles[16] - quantiles[4], quantiles[17] - quantiles[3]]) / 2.0
        near = np.sort(expected * (quantiles[7] - median) / spread)
        assert near[0] - 1e-4 <= part <= near[1] + 1e-4


def test_another_baseline_asks_another_question(model: Model) -> None:
    one, other = vectors(model, 5)[3:5]
    found = explain(model.score, model.manifest, one, np.nan_to_num(other))
    assert found.base_logit == model.score(np.nan_to_num(other)).logit
    assert found.base_logit + sum(found.features.values()) == pytest.approx(
        found.logit, abs=1e-5, rel=0
    )


def test_shapley_of_a_product_is_shared() -> None:
    """Of x y z with baseline 0: only the whole coalition has a worth, in equal parts."""
    shares = shapley(fake(np.prod), np.array([2.0, 3.0, 4.0]), np.zeros(3), ((0,), (1,), (2,)))
    assert shares == pytest.approx([8.0, 8.0, 8.0])


def test_shapley_values_add_up_and_a_dummy_gets_nothing() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        mix, out = rng.normal(size=(2, 5)), rng.normal(size=2)
        mix[:, 2:4] = 0.0  # the second player

        def network(x: Array, mix: Array = mix, out: Array = out) -> float:
            return float(out @ np.tanh(mix @ x) + 0.3 * x[0] * x[4])

        score, vector, baseline = fake(network), rng.normal(size=5), rng.normal(size=5)
        shares = shapley(score, vector, baseline, PAIRS)
        gained = score(vector).logit - score(baseline).logit
        assert sum(shares) == pytest.approx(gained, abs=1e-12)
        assert shares[1] == pytest.approx(0.0, abs=1e-12)


def test_shapley_treats_equals_equally_and_sums_as_sums() -> None:
    rng = np.random.default_rng(4)
    vector, baseline = rng.normal(size=5), np.zeros(5)
    vector[2:4] = vector[0:2]

    def one(x: Array) -> float:
        return float(np.tanh(x[0] * x[1] + x[2] * x[3]) + x[4] * (x[0] + x[2]))

    def two(x: Array) -> float:
        return float(np.exp(0.1 * x[0] * x[4]) + x[3] ** 2)

    first = shapley(fake(one), vector, baseline, PAIRS)
    assert first[0] == pytest.approx(first[1], abs=1e-12)
    second = shapley(fake(two), vector, baseline, PAIRS)
    both = shapley(fake(lambda x: one(x) + two(x)), vector, baseline, PAIRS)
    assert both == pytest.approx(np.add(first, second), abs=1e-12)


@pytest.mark.parametrize(("feature_set", "groups"), [("singing", 4), ("acoustic", 2), ("all", 6)])
def test_every_feature_belongs_to_one_group(feature_set: str, groups: int) -> None:
    names = FEATURE_SETS[feature_set]
    members = group_members(names)
    assert sorted(place for places in members.values() for place in places) == list(
        range(len(names))
    )
    assert len(members) == groups
    for group, places in members.items():
        assert {FEATURES[names[place]].group for place in places} == {group}
