"""The gate: floors first, then better or not worse; singers are the unit."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from talent.learning import gate_candidate

Floats = NDArray[np.float64]
SINGERS = np.repeat([f"s{number}" for number in range(60)], 2)
LABELS = np.tile([0, 0, 1, 1], 30)


def scores(strength: float, seed: int) -> Floats:
    """Probabilities that know the label the better the stronger they are."""
    noise = np.random.default_rng(seed).normal(size=len(LABELS))
    return np.asarray(1.0 / (1.0 + np.exp(-(strength * (LABELS - 0.5) + noise))))


def test_a_clearly_better_challenger_is_promoted() -> None:
    found = gate_candidate(LABELS, SINGERS, scores(4.0, 1), scores(0.5, 2))
    assert found.promote
    assert found.verdict == "better"
    assert found.auc_difference.low > 0.0
    assert found.brier_difference.high < 0.0


def test_an_equal_one_is_not_worse() -> None:
    """Every paired difference is exactly zero, however uncertain either AUC is."""
    champion = scores(2.0, 3)
    found = gate_candidate(LABELS, SINGERS, champion, champion)
    assert found.promote
    assert found.verdict == "not_worse"
    assert found.auc_difference == (0.0, 0.0, 0.0)
    assert found.challenger_auc.high - found.challenger_auc.low > 0.05


def test_of_the_same_data_only_a_better_one_is_promoted() -> None:
    champion = scores(2.0, 3)
    found = gate_candidate(LABELS, SINGERS, champion, champion, same_data=True)
    assert not found.promote
    assert found.verdict == "nothing_new"
    assert "no reason to change" in found.reason
    assert gate_candidate(LABELS, SINGERS, scores(4.0, 1), scores(0.5, 2), same_data=True).promote
    assert (
        gate_candidate(LABELS, SINGERS, scores(1.0, 4), champion, same_data=True).verdict == "worse"
    )


def test_a_worse_one_is_rejected() -> None:
    found = gate_candidate(LABELS, SINGERS, scores(1.0, 4), scores(4.0, 5))
    assert not found.promote
    assert found.verdict == "worse"
    assert "margin of 0.03" in found.reason


def test_the_margin_decides_what_not_worse_means() -> None:
    champion, challenger = scores(2.5, 6), scores(2.2, 7)
    strict = gate_candidate(LABELS, SINGERS, challenger, champion, margin=0.0)
    generous = gate_candidate(LABELS, SINGERS, challenger, champion, margin=0.5)
    assert not strict.promote
    assert generous.verdict == "not_worse"
    assert strict.auc_difference == generous.auc_difference


def test_the_difference_by_hand() -> None:
    """Good 0.9 and 0.4, bad 0.6 and 0.1: three of four pairs. The champion has all four."""
    found = gate_candidate(
        [1, 0, 1, 0],
        ["a", "b", "c", "d"],
        [0.9, 0.6, 0.4, 0.1],
        [0.9, 0.2, 0.8, 0.1],
        minimum_groups=2,
    )
    assert found.challenger_auc.value == 0.75
    assert found.champion_auc.value == 1.0
    assert found.auc_difference.value == -0.25
    # Mean squared errors: of 0.1, 0.6, 0.6, 0.1 and of 0.1, 0.2, 0.2, 0.1.
    assert found.brier_difference.value == pytest.approx(0.185 - 0.025)


def test_labels_shuffled_over_sixty_singers_never_pass() -> None:
    """A challenger that knows nothing, against a champion that knows nothing either."""
    rng = np.random.default_rng(8)
    passed = 0
    for seed in range(40):
        labels = np.repeat(rng.integers(0, 2, 60), 2)
        found = gate_candidate(
            labels, SINGERS, rng.random(120), rng.random(120), resamples=200, seed=seed
        )
        passed += found.promote
        assert found.promote or found.verdict in ("not_above_chance", "worse")
    assert passed <= 3  # the floor is the lower end of a 95 % interval: 2.5 % of chance pass it


def test_a_useless_challenger_does_not_profit_from_a_harmful_champion() -> None:
    """The floor: the champion turns every answer around, yet chance is no improvement."""
    rng = np.random.default_rng(9)
    found = gate_candidate(LABELS, SINGERS, rng.random(120), 1.0 - scores(4.0, 10))
    assert found.auc_difference.low > 0.0
    assert found.verdict == "not_above_chance"
    assert not found.promote


def test_too_few_singers_decide_nothing_however_many_takes() -> None:
    found = gate_candidate(LABELS, ["a", "b"] * 60, scores(4.0, 11), scores(0.1, 12))
    assert found.verdict == "too_few_groups"
    assert "only 2 held-out singers" in found.reason
    assert gate_candidate([], [], [], []).verdict == "too_few_groups"


def test_a_single_class_decides_nothing() -> None:
    ones = np.ones(30)
    found = gate_candidate(ones, [str(number) for number in range(30)], ones * 0.9, ones * 0.1)
    assert found.verdict == "one_class"
    assert not found.promote


def test_the_record_is_json_and_complete() -> None:
    for found in (
        gate_candidate(LABELS, SINGERS, scores(2.0, 1), scores(1.0, 2)),
        gate_candidate([], [], [], []),
    ):
        record = found.as_record()
        assert json.loads(json.dumps(record, allow_nan=False)) == record
        assert set(record) == set(found.__dataclass_fields__)


def test_senseless_requests_are_refused() -> None:
    with pytest.raises(ValueError, match=r"margin=-0.1"):
        gate_candidate(LABELS, SINGERS, LABELS, LABELS, margin=-0.1)
    with pytest.raises(ValueError, match="1 groups for 120 takes"):
        gate_candidate(LABELS, ["a"], LABELS, LABELS)
    with pytest.raises(ValueError, match="probabilities must lie"):
        gate_candidate(LABELS, SINGERS, LABELS * 2.0, LABELS)


@settings(max_examples=25, deadline=None)
@given(
    labels=st.lists(st.integers(0, 1), min_size=20, max_size=40),
    seed=st.integers(0, 2**31),
)
def test_whatever_comes_promotion_means_that_every_floor_held(labels: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = len(labels)
    groups = [str(number) for number in rng.integers(0, 30, n)]
    found = gate_candidate(
        labels, groups, rng.random(n), rng.random(n), minimum_groups=10, resamples=50, seed=seed
    )
    assert found.promote == (found.verdict in ("better", "not_worse"))
    if found.promote:
        assert found.groups >= 10
        assert 0 < found.good < n
        assert found.challenger_auc.low > 0.5
        assert found.auc_difference.low > -found.margin
