"""Folds: fixed for ever, even in size, whole singers only."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.learning import splits


def test_folds_never_move() -> None:
    """Golden values: if this fails, singers have moved between training and test."""
    groups = [splits.group_of(name, "take") for name in ("anna", "ben", "Ćazim", "3")]
    assert splits.folds_of(groups).tolist() == [9, 8, 1, 5]


def test_a_fold_depends_on_nothing_but_the_singer() -> None:
    few = splits.folds_of(["singer:a", "singer:b"])
    many = splits.folds_of(["singer:c", "singer:b", "singer:a", "singer:b"])
    assert few.tolist() == [many[2], many[1]]
    assert many[1] == many[3]


def test_folds_are_about_equal() -> None:
    sizes = np.bincount(splits.folds_of([f"singer:{i}" for i in range(10_000)]))
    assert len(sizes) == splits.FOLDS
    assert sizes.min() > 850
    assert sizes.max() < 1150


def test_an_unknown_singer_is_a_group_of_one_recording() -> None:
    assert splits.group_of(None, "one") != splits.group_of(None, "two")
    assert splits.group_of(" ", "one") == splits.group_of(None, "one")
    assert splits.group_of("anna", "one") == splits.group_of(" anna ", "two")
    # A singer who is called like a recording is still somebody.
    assert splits.group_of("one", "two") != splits.group_of(None, "one")


def test_one_fold_is_no_split() -> None:
    with pytest.raises(ValueError, match="folds=1"):
        splits.fold_of("singer:a", folds=1)


def test_another_deployment_has_other_folds_and_other_pseudonyms() -> None:
    groups = [f"singer:{i}" for i in range(200)]
    ours = splits.folds_of(groups, salt="ours")
    np.testing.assert_array_equal(ours, splits.folds_of(groups, salt="ours"))
    assert np.mean(ours == splits.folds_of(groups, salt="theirs")) < 0.2
    names = {splits.pseudonym(group, salt=salt) for group in groups for salt in ("ours", "theirs")}
    assert len(names) == 400
    assert all(len(name) == 16 and int(name, 16) >= 0 for name in names)


@pytest.mark.parametrize(
    ("share", "folds"),
    [(0.2, (0, 1)), (0.5, (0, 1, 2, 3, 4)), (0.01, (0,)), (0.99, tuple(range(7)))],
)
def test_the_first_folds_are_held_out(share: float, folds: tuple[int, ...]) -> None:
    assert splits.held_out_folds(share) == folds


def test_a_larger_test_part_contains_every_smaller_one() -> None:
    parts = [set(splits.held_out_folds(0.05 * step)) for step in range(1, 20)]
    assert all(small <= large for small, large in pairwise(parts))


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, float("nan")])
def test_a_share_is_a_share(share: float) -> None:
    with pytest.raises(ValueError, match="share="):
        splits.held_out_folds(share)


@given(
    rows=st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 1)), min_size=2),
    parts=st.integers(2, 5),
)
def test_stratified_parts_are_made_of_whole_groups(rows: list[tuple[str, int]], parts: int) -> None:
    groups, labels = [group for group, _ in rows], np.array([label for _, label in rows])
    if len(set(groups)) < parts:
        with pytest.raises(ValueError, match="the number of groups"):
            splits.stratified(labels, groups, parts)
        return
    found = splits.stratified(labels, groups, parts)
    assert {len(set(found[np.array(groups) == group])) for group in set(groups)} == {1}
    assert set(found) == set(range(parts))


def test_stratified_parts_have_equal_shares_of_rare_labels() -> None:
    labels = np.array([1] * 6 + [0] * 54)
    found = splits.stratified(labels, [f"singer {i}" for i in range(60)], 3)
    assert np.bincount(found[labels == 1]).tolist() == [2, 2, 2]
    assert np.bincount(found[labels == 0]).tolist() == [18, 18, 18]


def test_stratified_parts_depend_on_nothing_but_their_arguments() -> None:
    labels, groups = np.tile([0, 1], 20), np.array([f"singer {i // 2}" for i in range(40)])
    first = splits.stratified(labels, groups, 4)
    order = np.random.default_rng(1).permutation(40)
    np.testing.assert_array_equal(splits.stratified(labels[order], groups[order], 4), first[order])
    assert (splits.stratified(labels, groups, 4, salt="other") != first).any()
