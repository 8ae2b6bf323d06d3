"""Taking the vibrato off a contour, and nothing else."""

import numpy as np
import pytest

from talent.features.extract import analyse
from talent.features.vibrato_removal import remove_vibrato
from tests.unit.features.signals import HOP, Array, contour, melody, sound

TIME = np.arange(150) * HOP
JITTER = np.random.default_rng(0).normal(0.0, 3.0, 150)


@pytest.mark.parametrize("rate", [4.2, 5.5, 7.0])
@pytest.mark.parametrize("extent", [30.0, 60.0, 100.0, 150.0])
def test_a_vibrato_is_taken_off_and_the_jitter_stays(rate: float, extent: float) -> None:
    swings = extent * np.sin(2.0 * np.pi * rate * TIME + 1.0)
    found = remove_vibrato(contour(2400.0 + swings + JITTER)).cents[20:-20] - 2400.0
    assert found.std() < 3.0 + 0.1 * extent
    assert np.diff(found).std() > 1.0
    assert found.mean() == pytest.approx(0.0, abs=0.05 * extent)


def test_a_vibrato_on_a_slide_leaves_the_slide() -> None:
    slide = 100.0 * TIME
    found = remove_vibrato(contour(2400.0 + slide + 60.0 * np.sin(2.0 * np.pi * 5.5 * TIME))).cents
    assert np.abs(found - 2400.0 - slide)[20:-20].max() < 15.0


@pytest.mark.parametrize(
    "pitch",
    [
        np.repeat([0.0, 200.0, 400.0, 500.0, 700.0, 900.0, 1100.0], 12),  # a fast scale
        np.repeat([0.0, 200.0, 0.0, 400.0], 40),
        40.0 * np.sin(2.0 * np.pi * 2.0 * TIME),  # wavering, too slow for a vibrato
        5.0 * JITTER,
        np.zeros(8),
    ],
    ids=["run", "steps", "wavering", "jitter", "short"],
)
def test_what_is_no_vibrato_stays_as_it_is(pitch: Array) -> None:
    before = contour(2400.0 + pitch)
    np.testing.assert_array_equal(remove_vibrato(before).cents, before.cents)


def test_unvoiced_frames_stay_unvoiced_and_nothing_but_the_pitch_changes() -> None:
    cents = 2400.0 + 60.0 * np.sin(2.0 * np.pi * 5.5 * TIME)
    cents[60:70] = np.nan
    before = contour(cents)
    after = remove_vibrato(before)
    np.testing.assert_array_equal(after.voiced, before.voiced)
    np.testing.assert_array_equal(after.level, before.level)
    assert before.cents[5] == cents[5]


def test_a_trained_voice_is_as_much_in_tune_as_a_straight_one() -> None:
    steps = np.tile([0.0, 200.0, 400.0, 500.0, 700.0, 500.0, 400.0, 200.0], 2)
    straight, swinging = (
        analyse(sound(melody(steps, seconds=0.8, vibrato_cents=extent).samples)).features
        for extent in (0.0, 90.0)
    )
    assert (swinging["vib_frac"] or 0.0) > 0.8
    for name, tolerance in [("grid_notes", 0.1), ("scale_contrast", 0.06), ("hold_frac", 0.1)]:
        assert swinging[name] == pytest.approx(straight[name], abs=tolerance), name
