"""Permutation by singer: exact in small cases, honest under the null, certain of the truth."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.learning import metrics, permutation_test
from talent.learning.permutation import Deck


def test_p_by_hand() -> None:
    """Four singers, two good: 2! 2! / 4! = 1/6 of all orders are perfect, as this one is."""
    labels, scores = np.array([1, 1, 0, 0]), np.array([0.9, 0.8, 0.2, 0.1])
    exact = np.mean([metrics.auc(np.array(p), scores) >= 1.0 for p in permutations(labels)])
    found = permutation_test(labels, scores, ["a", "b", "c", "d"], permutations=6000)
    assert found.value == 1.0
    assert exact == pytest.approx(1 / 6)
    assert found.p_value == pytest.approx(exact, abs=0.02)


def test_scores_that_know_the_labels_get_the_least_possible_p() -> None:
    labels = np.repeat([0, 1], 30)
    groups = [str(number) for number in range(60)]
    found = permutation_test(labels, labels * 0.5 + 0.2, groups, permutations=999)
    assert found.p_value == 0.001
    assert found.low < 0.5 < found.high < found.value


@pytest.mark.parametrize("sizes", ["equal", "uneven"])
def test_chance_gives_a_small_p_no_more_often_than_it_says(sizes: str) -> None:
    """Scores and labels that depend on the singer but not on each other."""
    rng = np.random.default_rng(3)
    small = []
    for _ in range(300):
        takes = np.full(24, 4) if sizes == "equal" else rng.integers(1, 9, 24)
        groups = np.repeat(np.arange(24), takes)
        labels = np.repeat(rng.permutation(np.arange(24) % 2), takes)
        scores = np.repeat(rng.normal(size=24), takes) + 0.1 * rng.normal(size=len(groups))
        small.append(permutation_test(labels, scores, groups, permutations=99).p_value <= 0.1)
    # 0.1 with a standard error of 0.017
    assert np.mean(small) == pytest.approx(0.1, abs=0.04)


def test_permuting_takes_one_by_one_would_lie() -> None:
    """The same data, every take its own group: small p far more often than it says."""
    rng = np.random.default_rng(4)
    small = []
    for _ in range(100):
        labels = np.repeat(rng.permutation(np.arange(24) % 2), 8)
        scores = np.repeat(rng.normal(size=24), 8)
        found = permutation_test(labels, scores, np.arange(192), permutations=99)
        small.append(found.p_value <= 0.1)
    assert np.mean(small) > 0.2


@given(
    groups=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=40),
    seed=st.integers(0, 2**31),
)
def test_every_singer_gets_the_labels_of_one_other(groups: list[str], seed: int) -> None:
    """Labels are the singers' names: each singer gets a single one, nobody the same."""
    dealt = Deck(np.array(groups), groups).deal(np.random.default_rng(seed))
    givers = {name: set(dealt[np.array(groups) == name].tolist()) for name in groups}
    assert all(len(found) == 1 for found in givers.values())
    assert set.union(*givers.values()) == set(groups)


def test_singers_of_as_many_takes_exchange_all_their_labels() -> None:
    labels = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9])
    groups = np.array(["b", "a", "c", "a", "b", "c", "c", "b", "a"])
    whole = [{2, 4, 9}, {1, 5, 8}, {3, 6, 7}]
    for seed in range(20):
        dealt = Deck(labels, groups).deal(np.random.default_rng(seed))
        assert sorted(dealt.tolist()) == labels.tolist()
        assert all(set(dealt[groups == name].tolist()) in whole for name in "abc")


def test_a_single_class_has_no_p() -> None:
    found = permutation_test([1, 1], [0.2, 0.8], ["a", "b"])
    assert math.isnan(found.value)
    assert math.isnan(found.p_value)


def test_groups_must_cover_the_rows() -> None:
    with pytest.raises(ValueError, match="1 groups for 2 rows"):
        permutation_test([0, 1], [0.1, 0.9], ["a"])
