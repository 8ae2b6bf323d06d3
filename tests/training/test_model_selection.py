"""The simpler model stays unless the other is really better."""

from dataclasses import replace

import numpy as np

from tests.training.made_up import dataset
from training_job.models.dataset import Dataset
from training_job.models.model_selection import MARGIN, select_kind

DATA: Dataset = dataset()
RNG = np.random.default_rng(9)
NOISY = np.clip(DATA.labels * 0.2 + RNG.random(len(DATA)) * 0.8, 0, 1)
SHARP = np.clip(DATA.labels * 0.4 + RNG.random(len(DATA)) * 0.6, 0, 1)


def test_a_clearly_better_network_is_chosen() -> None:
    kind, record = select_kind(DATA, {"linear": NOISY, "network": SHARP})
    assert kind == record["kind"] == "network"
    assert record["network_minus_linear_auc"]["value"] > MARGIN
    assert record["network_minus_linear_auc"]["low"] > 0
    assert set(record["cross_validation"]) == {"linear", "network"}


def test_a_worse_network_is_not() -> None:
    assert select_kind(DATA, {"linear": SHARP, "network": NOISY})[0] == "linear"


def test_a_tie_goes_to_the_simpler_model() -> None:
    kind, record = select_kind(DATA, {"linear": SHARP, "network": SHARP})
    assert kind == "linear"
    assert record["network_minus_linear_auc"] == {"value": 0.0, "low": 0.0, "high": 0.0}


def test_an_advantage_that_a_few_singers_make_is_not_enough() -> None:
    rows = np.arange(30)
    few = Dataset(
        DATA.features[rows],
        np.tile([0, 1], 15),
        DATA.skills[rows],
        np.repeat([f"singer:{i}" for i in range(5)], 6),
        DATA.recordings[rows],
    )
    linear = np.where(few.labels == 1, 0.7, 0.3)
    linear[:2] = [0.8, 0.2]  # one singer's takes the wrong way round
    network = np.where(few.labels == 1, 0.7, 0.3)
    kind, record = select_kind(replace(few), {"linear": linear, "network": network})
    assert record["network_minus_linear_auc"]["value"] > MARGIN
    assert record["network_minus_linear_auc"]["low"] <= 0.0
    assert kind == "linear"
