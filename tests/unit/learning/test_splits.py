"""Folds: fixed for ever, even in size, whole singers only."""

import numpy as np
import pytest

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
