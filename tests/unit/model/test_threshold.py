"""Another threshold: the band keeps its width in log-odds."""

import math

import pytest

from talent.model.artifact import DEFAULT_FOLDER
from talent.model.manifest import Manifest
from talent.model.threshold import with_threshold
from talent.registry.model_record import HIGHEST_THRESHOLD, LOWEST_THRESHOLD

MANIFEST = Manifest.from_json((DEFAULT_FOLDER / "manifest.json").read_bytes())


def odds(probability: float) -> float:
    return probability / (1.0 - probability)


@pytest.mark.parametrize("threshold", [LOWEST_THRESHOLD, 0.2, 0.5, 0.7, HIGHEST_THRESHOLD])
def test_the_band_is_as_wide_in_log_odds_wherever_it_is(threshold: float) -> None:
    moved = with_threshold(MANIFEST, threshold)
    low, high = moved.uncertain_band
    assert moved.threshold == threshold
    # 0.25 and 0.75 are odds of 1/3 and 3, at a threshold whose odds are 1
    assert math.log(odds(threshold) / odds(low)) == pytest.approx(math.log(3), abs=1e-3)
    assert math.log(odds(high) / odds(threshold)) == pytest.approx(math.log(3), abs=1e-3)
    assert Manifest.from_json(moved.to_json()) == moved


def test_the_same_threshold_changes_nothing() -> None:
    assert with_threshold(MANIFEST, MANIFEST.threshold) is MANIFEST


def test_there_and_back_again_is_where_it_was() -> None:
    back = with_threshold(with_threshold(MANIFEST, 0.9), 0.5)
    assert back.uncertain_band == pytest.approx(MANIFEST.uncertain_band, abs=1e-4)
