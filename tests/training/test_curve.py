"""The juries disagree with the base and with each other; nobody learned from is judged."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.experiments import confirm_weight_rule
from benchmarks.experiments.curve import CHOSEN, curve_table, draws, summarised
from benchmarks.experiments.sampling import Pool, divided_pool, held_out_pool
from benchmarks.experiments.synthetic_raters import JURIES, labels_by, plan_auditions
from talent.learning import folds_of
from tests.training.made_up import dataset
from training_job.job.training_data import Role, TrainingData


def material() -> TrainingData:
    data = dataset()
    return TrainingData(data, np.full(len(data), Role.JUDGED), folds_of(data.groups))


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
def test_whoever_is_judged_was_not_learned_from(pool: Callable[[TrainingData], Pool]) -> None:
    takes = material()
    for repeat in range(5):
        rows, away = pool(takes)(20, repeat)
        assert len(rows) >= 20
        assert not set(takes.data.groups[rows]) & set(takes.data.groups[away])


def test_recordings_that_know_the_labels_teach_them() -> None:
    takes = material()
    measured = draws(takes, held_out_pool(takes), (60,), repeats=2, weights=(0.0, 100.0))
    curve = summarised("somebody", measured)
    points = {point.way: point for point in curve.points[60]}
    assert set(points) == {"base", "uploads", "base as 100", CHOSEN}
    assert points["uploads"].auc > 0.9
    for point in points.values():
        assert point.low <= point.auc <= point.high
    text = curve_table(curve)
    assert "### Somebody" in text
    assert "| 60 |" in text


def test_another_seed_draws_other_recordings() -> None:
    takes = material()
    first, second = held_out_pool(takes, 1), held_out_pool(takes, 2)
    assert not np.array_equal(first(20, 0)[0], second(20, 0)[0])
    np.testing.assert_array_equal(first(20, 0)[0], held_out_pool(takes, 1)(20, 0)[0])


def test_several_seeds_count_as_one_and_the_lead_is_paired(monkeypatch: pytest.MonkeyPatch) -> None:
    takes = material()
    pools = [(takes, held_out_pool(takes, seed)) for seed in (1, 2)]
    measured = {
        id(pools[0][1]): {"base": [0.5, 0.6], "uploads": [0.7, 0.9], CHOSEN: [0.8, 0.7]},
        id(pools[1][1]): {"base": [0.4], "uploads": [0.6], CHOSEN: [0.9]},
    }
    monkeypatch.setattr(confirm_weight_rule, "draws", lambda _, draw, __: {60: measured[id(draw)]})
    (points,) = confirm_weight_rule.pooled("somebody", pools, (60,)).points.values()
    found = {point.way: point for point in points}
    assert list(found) == ["base", "uploads", "uploads+base", confirm_weight_rule.LEAD]
    assert [round(point.auc, 6) for point in points] == [0.5, 0.733333, 0.8, 0.066667]
    # Draw by draw 0.1, -0.2 and 0.3: its interval is not the difference of the intervals.
    lead = found[confirm_weight_rule.LEAD]
    assert (lead.low, lead.high) == pytest.approx(np.quantile([0.1, -0.2, 0.3], [0.025, 0.975]))


def test_the_singers_of_another_seed_are_others() -> None:
    first, second = (plan_auditions(3, 1, seed) for seed in (21, 22))
    assert [spec.axes for spec in first] != [spec.axes for spec in second]
    assert not {spec.clip_id for spec in first} & {spec.clip_id for spec in second}
