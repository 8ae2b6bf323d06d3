"""Calibrated where the recordings allow it; where they do not, nothing is claimed."""

import numpy as np
import pytest

from talent.features.catalogue import NAMES
from talent.learning import Platt
from talent.model.manifest import Calibration
from training_job.job.training_data import Role, from_base, join
from training_job.models.calibration import Calibrated, Uncalibrated, calibrate, fitted_on, reading
from training_job.models.dataset import Dataset
from training_job.models.scaling import Array


def takes(labels: list[int], each: int = 2) -> Dataset:
    """Return takes without any features, some by each singer."""
    numbers = np.arange(len(labels))
    return Dataset(
        features=np.zeros((len(labels), len(NAMES))),
        labels=np.array(labels, dtype=np.int64),
        skills=np.array(labels, dtype=np.float64),
        groups=np.array([f"singer {number // each}" for number in numbers]),
        recordings=np.array([f"take {number}" for number in numbers]),
    )


TWENTY = takes([0, 1] * 10)
OWN, BASE = from_base(TWENTY, Role.JUDGED), from_base(takes([0, 1] * 3), Role.BASE)


def logits(data: Dataset, lead: float) -> Array:
    noise = np.random.default_rng(1).normal(size=len(data))
    return np.asarray(noise + lead * (2.0 * data.labels - 1.0))


def test_recordings_that_allow_it_calibrate_the_probability() -> None:
    found = calibrate(logits(TWENTY, 1.0), TWENTY)
    assert isinstance(found, Calibrated)
    assert found.platt.slope > 0.0
    for trained in (OWN, join(OWN, BASE)):
        said = fitted_on(found, trained, "uploads+base")
        assert said == Calibration("uploads", n=20, singers=10)


@pytest.mark.parametrize("labels", [[0, 1] * 9, [0] * 40 + [1] * 4])
def test_too_few_recordings_or_of_one_label_do_not(labels: list[int]) -> None:
    data = takes(labels)
    assert calibrate(logits(data, 1.0), data) is Uncalibrated.TOO_FEW


@pytest.mark.parametrize("scores", [logits(TWENTY, -1.0), np.full(20, 0.5)], ids=["turned", "same"])
def test_scores_that_do_not_follow_the_labels_do_not(scores: Array) -> None:
    assert calibrate(scores, TWENTY) is Uncalibrated.NO_ORDER


@pytest.mark.parametrize("why", [Uncalibrated.TOO_FEW, Uncalibrated.NO_ORDER])
def test_without_a_calibration_only_the_base_is_claimed_and_only_where_there_is_one(
    why: Uncalibrated,
) -> None:
    nothing = Calibration("nothing", n=0, singers=0)
    assert fitted_on(why, OWN, "uploads") == nothing
    assert fitted_on(why, OWN, "uploads+base") == nothing  # the base counted nothing
    mixed = fitted_on(why, join(OWN, BASE), "uploads+base")
    assert mixed == Calibration("synthetic", n=6, singers=3)


def test_a_model_of_the_base_alone_rests_on_all_it_learned_from() -> None:
    said = fitted_on(Uncalibrated.SYNTHETIC, OWN, "base")
    assert said == Calibration("synthetic", n=20, singers=10)


def test_the_card_gives_the_reason_there_was() -> None:
    said = {why: " ".join(reading(why).split()) for why in Uncalibrated}
    assert all("not calibrated" in words for words in said.values())
    few = {why for why, words in said.items() if "too few of your recordings" in words}
    assert few == {Uncalibrated.TOO_FEW}
    ranked = {why for why, words in said.items() if "is what can be relied on" in words}
    assert ranked == {Uncalibrated.TOO_FEW, Uncalibrated.SYNTHETIC}
    assert "did not put the good above the bad" in said[Uncalibrated.NO_ORDER]
    assert "synthetic" not in said[Uncalibrated.NO_ORDER] + said[Uncalibrated.TOO_FEW]


def test_the_card_counts_what_it_was_calibrated_on() -> None:
    said = reading(Calibrated(Platt(1.0, 0.0), 60, 30))
    assert "calibrated on 60 of your recordings by 30 singers" in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 100
