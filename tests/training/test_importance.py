"""Permutation importance: of what the model uses, and of nothing else."""

import numpy as np
import pytest
from numpy.typing import NDArray

from talent.learning.bootstrap import Interval
from talent.learning.metrics import auc
from training_job.charts.importance import permutation_importance

Array = NDArray[np.float64]
RNG = np.random.default_rng(3)
N = 400
LABELS = RNG.integers(0, 2, N)
FEATURES = RNG.normal(size=(N, 4))
FEATURES[:, 0] += 1.5 * LABELS
FEATURES[:, 1] = FEATURES[:, 0]
FEATURES[:, 2] += 1.5 * LABELS
GROUPS = np.array([f"singer {row // 4}" for row in range(N)])


def importance(weights: list[float], **families: list[int]) -> dict[str, Interval]:
    def score(versions: Array) -> Array:
        return np.asarray(versions @ np.array(weights))

    return permutation_importance(score, FEATURES, LABELS, GROUPS, families, resamples=100)


def test_what_the_model_does_not_use_loses_nothing() -> None:
    assert importance([1, 0, 0, 0], third=[2])["third"] == Interval(0.0, 0.0, 0.0)


def test_without_its_only_feature_the_model_is_left_with_chance() -> None:
    (found,) = importance([0, 0, 1, 0], third=[2]).values()
    assert found.value == pytest.approx(auc(LABELS, FEATURES[:, 2]) - 0.5, abs=0.03)
    assert found.low < found.value < found.high
    assert found.low > 0.2


def test_twins_hide_each_other_and_show_together() -> None:
    found = importance([1, 1, 1, 0], first=[0], second=[1], both=[0, 1])
    assert found["both"].value > found["first"].value + found["second"].value


def test_noise_the_model_listens_to_is_worth_nothing_or_less() -> None:
    (found,) = importance([1, 0, 0, 0.5], noise=[3]).values()
    assert found.value < 0.0


def test_a_single_class_leaves_it_undefined() -> None:
    found = permutation_importance(
        lambda versions: versions[:, :, 0],
        FEATURES,
        np.ones(N, dtype=np.int64),
        GROUPS,
        {"first": [0]},
        resamples=20,
    )["first"]
    assert np.isnan(found.value)
    assert np.isnan(found.low)


def test_the_same_seed_gives_the_same() -> None:
    assert importance([1, 2, 3, 4], a=[0], b=[3]) == importance([1, 2, 3, 4], a=[0], b=[3])
