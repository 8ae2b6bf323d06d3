"""The axes reach from best to worst and follow skill, loosely."""

import numpy as np
import pytest

from training_job.singer import AXES, AXIS_NAMES, ClipSpec
from training_job.singer.skill import draw_defects, physical


def test_there_are_twelve_axes_with_names_of_their_own() -> None:
    assert len(set(AXIS_NAMES)) == len(AXES) == 12


@pytest.mark.parametrize(
    ("name", "best", "worst"),
    [("pitch", 11, 80), ("wobble", 7, 34), ("slope", 35, 190), ("timing", 10, 85)],
)
def test_the_ends_of_the_axes_are_those_of_the_study(name: str, best: float, worst: float) -> None:
    assert physical(dict.fromkeys(AXIS_NAMES, 0.0))[name] == pytest.approx(best)
    assert physical(dict.fromkeys(AXIS_NAMES, 1.0))[name] == pytest.approx(worst)


def test_more_defect_is_worse_on_every_axis() -> None:
    for axis in AXES:
        values = [axis.value(defect) for defect in np.linspace(0.0, 1.0, 9)]
        assert np.all(np.diff(values) > 0), axis.name


def test_defects_follow_skill_and_pitch_follows_it_most(specs: list[ClipSpec]) -> None:
    skill = np.array([spec.skill for spec in specs])
    follows = {
        name: -np.corrcoef(skill, [spec.axes[name] for spec in specs])[0, 1] for name in AXIS_NAMES
    }
    assert follows["pitch"] > 0.93
    others = [value for name, value in follows.items() if name != "pitch"]
    assert min(others) > 0.5
    assert max(others) < 0.9


def test_some_of_the_best_have_a_real_defect_but_never_bad_pitch() -> None:
    rng = np.random.default_rng(0)
    drawn = [draw_defects(rng, 1.0) for _ in range(400)]
    assert max(defects["pitch"] for defects in drawn) < 0.4
    far_off = np.mean([defects["scoop"] > 0.6 for defects in drawn])
    assert 0.02 < far_off < 0.12
