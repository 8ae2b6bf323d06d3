"""The comparison of a new model with the one in service."""

import json

import numpy as np
import pytest

from talent.errors import ModelCorrupt, ObjectMissing
from talent.recordings.store import features_key
from talent.trainings.job import JobStatus
from talent.trainings.scores import candidate_key, scores_key
from talent.trainings.snapshot_document import snapshot_key
from tests.unit.takes import NOW
from tests.unit.trainings.compare.world import ID, SINGERS, World, features, right, row, rows_of


def test_a_better_model_is_to_be_promoted(world: World) -> None:
    world.put_scores(rows_of(right))
    job = world.decide()
    assert job.decision is not None
    assert (job.status, job.version) == (JobStatus.DECIDING, "new")
    assert job.decision["promote"] is True
    assert job.decision["verdict"] == "better"
    assert job.decision["champion_scores"] == {"own": 0, "graph": SINGERS, "left_out": 0}
    assert job.decision["champion"] == world.champion.manifest.version
    assert job.reason == job.decision["reason"]
    json.dumps(dict(job.decision), allow_nan=False)


def test_a_model_that_knows_nothing_is_rejected(world: World) -> None:
    world.put_scores(rows_of(lambda n: float(np.random.default_rng(n).random())))
    decision = world.decide().decision
    assert decision is not None
    assert (decision["promote"], decision["verdict"]) == (False, "not_above_chance")


def test_the_champion_scores_with_its_own_graph_on_the_stored_features(world: World) -> None:
    """Against a challenger that says exactly the same, nothing differs."""
    names = world.champion.manifest.features
    score = world.champion.score

    def same(number: int) -> float:
        values = features(number)
        return score(
            np.array([np.nan if values[n] is None else values[n] for n in names], dtype=np.float64)
        ).probability

    world.put_scores(rows_of(same))
    decision = world.decide().decision
    assert decision is not None
    assert decision["auc_difference"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert decision["brier_difference"] == {"value": 0.0, "low": 0.0, "high": 0.0}


def test_what_the_champion_learned_from_is_judged_out_of_fold_or_left_out(world: World) -> None:
    """Ten of its singers were judged out of fold, ten were only learned from."""
    own = [row(number, right(number)) for number in range(10)]
    world.retrained(own, [f"g{number}" for number in range(20)])
    world.put_scores(rows_of(right))
    job = world.decide()
    assert job.decision is not None
    assert job.decision["champion_scores"] == {"own": 10, "graph": 20, "left_out": 10}
    assert job.decision["groups"] == 30
    assert "10 recordings were left out" in str(job.reason)


def test_a_recording_whose_singer_was_corrected_stays_one_the_champion_learned_from(
    world: World,
) -> None:
    """It learned from the first ten; three of those were sung by somebody else, it turned out."""
    learned = [row(number, 0.5) for number in range(10)]
    world.retrained(
        [],
        [str(each["group"]) for each in learned],
        trained_recordings=[each["id"] for each in learned],
    )
    rows = rows_of(right)
    for each in rows[:3]:
        each["group"] = f"corrected {each['group']}"
    world.put_scores(rows)
    job = world.decide()
    assert job.decision is not None
    assert job.decision["champion_scores"] == {"own": 0, "graph": 30, "left_out": 10}
    assert "learned from them or their singers" in str(job.reason)


def test_a_recording_that_was_ascribed_to_a_singer_the_champion_heard_is_left_out(
    world: World,
) -> None:
    world.retrained([], ["g0"], trained_recordings=[row(0, 0.5)["id"]])
    rows = rows_of(right)
    rows[2]["group"] = "g0"
    world.put_scores(rows)
    decision = world.decide().decision
    assert decision is not None
    assert decision["champion_scores"] == {"own": 0, "graph": SINGERS - 2, "left_out": 2}


def test_with_too_few_singers_whom_the_champion_never_heard_nothing_is_promoted(
    world: World,
) -> None:
    world.retrained([], [f"g{number}" for number in range(25)])
    world.put_scores(rows_of(right))
    decision = world.decide().decision
    assert decision is not None
    assert (decision["promote"], decision["verdict"]) == (False, "too_few_groups")


def test_a_champion_of_which_nobody_knows_whom_it_heard_is_compared_on_nobody(
    world: World,
) -> None:
    world.retrained([], [])
    world.models.erase(scores_key("old"))
    world.put_scores(rows_of(right))
    decision = world.decide().decision
    assert decision is not None
    assert decision["champion_scores"] == {"own": 0, "graph": 0, "left_out": SINGERS}
    assert decision["promote"] is False


def test_recordings_that_were_deleted_are_left_out(world: World) -> None:
    for number in range(5):
        world.data.erase(features_key(f"{number:032x}"))
    world.put_scores(rows_of(right))
    decision = world.decide().decision
    assert decision is not None
    assert decision["champion_scores"]["left_out"] == 5


@pytest.mark.parametrize(
    ("source", "left_out"), [(None, 0), ("uploads", 0), ("uploads+base", SINGERS)]
)
def test_the_synthetic_base_brings_its_own_features(
    world: World, source: str | None, left_out: int
) -> None:
    """Its held-out folds are those of the default model; one trained on all of it knows all."""
    if source is not None:
        world.retrained([], [], source)
    rows = [row(number, right(number), features=features(number)) for number in range(SINGERS)]
    world.put_scores(rows)
    world.data.erase("features/")
    decision = world.decide().decision
    assert decision is not None
    assert decision["champion_scores"]["left_out"] == left_out


def test_folds_of_the_base_that_the_champion_learned_from_are_left_out(world: World) -> None:
    rows = rows_of(right)
    rows = [each | {"fold": n % 10, "features": features(n)} for n, each in enumerate(rows)]
    held_out = world.champion.manifest.training["test_folds"]
    world.put_scores(rows)
    decision = world.decide().decision
    assert decision is not None
    assert decision["champion_scores"]["left_out"] == SINGERS * (10 - len(held_out)) // 10


def test_a_second_call_changes_nothing(world: World) -> None:
    world.put_scores(rows_of(right))
    first = world.decide()
    world.models.files.clear()
    assert world.decide() == first


def test_an_attempt_that_died_is_taken_up(world: World) -> None:
    world.put_scores(rows_of(right))
    world.jobs.move(world.jobs.get(ID), JobStatus.DECIDING, now=NOW)
    assert world.decide().decision is not None


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"recordings": [{}], "version": "v", "mode": "m"}']
)
def test_scores_that_cannot_be_used(world: World, content: bytes) -> None:
    world.models.put(candidate_key(ID, "scores.json"), content, content_type="")
    with pytest.raises(ModelCorrupt):
        world.decide()


def test_stored_features_that_lack_one_of_the_champions(world: World) -> None:
    world.put_scores(rows_of(right))
    key = features_key(row(0, 0.5)["id"])
    document = json.loads(world.data.get(key))
    name = world.champion.manifest.features[0]
    del document["values"][name]
    world.data.put(key, json.dumps(document).encode(), content_type="")
    with pytest.raises(ModelCorrupt, match=f"lack '{name}'"):
        world.decide()


def test_no_scores_at_all(world: World) -> None:
    with pytest.raises(ObjectMissing):
        world.decide()


def test_a_list_that_was_changed_afterwards(world: World) -> None:
    world.put_scores(rows_of(right))
    world.data.put(snapshot_key(ID), b"another list", content_type="")
    with pytest.raises(ModelCorrupt, match="changed after"):
        world.decide()
