"""The juries disagree with the base and with each other; nobody learned from is judged."""

from collections.abc import Callable

import numpy as np
import pytest

from talent.learning import folds_of
from tests.training.made_up import dataset
from training_job.confirm import LEAD, WAYS, pooled
from training_job.curve import CHOSEN, measure, table
from training_job.juries import JURIES, labels_by, plan_auditions
from training_job.material import Material, Role
from training_job.pools import Pool, divided_pool, held_out_pool


def material() -> Material:
    data = dataset()
    return Material(data, np.full(len(data), Role.JUDGED), folds_of(data.groups))


def test_juries_call_about_half_good_and_hear_different_things() -> None:
    specs = plan_auditions(150, 2, seed=3)
    labels = [labels_by(jury, specs) for jury in JURIES]
    assert all(0.4 < each.mean() < 0.6 for each in labels)
    assert abs(np.corrcoef(labels[0], labels[1])[0, 1]) < 0.2
    np.testing.assert_array_equal(labels[0], labels_by(JURIES[0], specs))
    intonation = [spec.axes["pitch"] for spec in specs]
    assert np.corrcoef(intonation, labels[0])[0, 1] < -0.6
    assert abs(np.corrcoef(intonation, labels[1])[0, 1]) < 0.2


@pytest.mark.parametrize("pool", [held_out_pool, divided_pool])
def test_whoever_is_judged_was_not_learned_from(pool: Callable[[Material], Pool]) -> None:
    takes = material()
    for repeat in range(5):
        rows, away = pool(takes)(20, repeat)
        assert len(rows) >= 20
        assert not set(takes.data.groups[rows]) & set(takes.data.groups[away])


def test_recordings_that_know_the_labels_teach_them() -> None:
    takes = material()
    curve = measure("somebody", takes, held_out_pool(takes), (60,), repeats=2, weights=(0.0, 100.0))
    points = {point.way: point for point in curve.points[60]}
    assert set(points) == {"base", "uploads", "base as 100", CHOSEN}
    assert points["uploads"].auc > 0.9
    for point in points.values():
        assert point.low <= point.auc <= point.high
    text = table(curve)
    assert "### Somebody" in text
    assert "| 60 |" in text


def test_other_seeds_are_other_people_and_pooled_as_one() -> None:
    takes = material()
    first, second = held_out_pool(takes, 1), held_out_pool(takes, 2)
    assert not np.array_equal(first(20, 0)[0], second(20, 0)[0])
    curve = pooled("somebody", [(takes, first), (takes, second)], (60,), repeats=1)
    both = {point.way: point for point in curve.points[60]}
    assert list(both) == ["base", "uploads", "uploads+base", LEAD]
    alone = [measure("x", takes, pool, (60,), repeats=1) for pool in (first, second)]
    for way, name in WAYS.items():
        found = np.mean([p.auc for each in alone for p in each.points[60] if p.way == way])
        assert both[name].auc == pytest.approx(found)
    lead = both[LEAD]
    assert lead.auc == pytest.approx(both["uploads+base"].auc - both["uploads"].auc)
    assert lead.low <= lead.auc <= lead.high


def test_the_singers_of_another_seed_are_others() -> None:
    first, second = (plan_auditions(3, 1, seed) for seed in (21, 22))
    assert [spec.axes for spec in first] != [spec.axes for spec in second]
    assert not {spec.clip_id for spec in first} & {spec.clip_id for spec in second}
