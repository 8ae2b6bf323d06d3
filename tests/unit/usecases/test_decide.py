"""The comparison of a new model with the one in service."""

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from talent.errors import ModelCorrupt, ObjectMissing
from talent.features.catalogue import EXTRACTOR_VERSION, FEATURE_SETS
from talent.jobs import Job, JobStatus, Report, Request
from talent.model.artifact import DEFAULT_FOLDER, Model, load_model, read_folder, sha256
from talent.usecases.decide import candidate_key, decide, scores_key
from talent.usecases.keep import features_key
from talent.usecases.snapshot import snapshot_key
from tests.unit.usecases.fakes import FakeJobs, FakeObjects
from tests.unit.usecases.takes import NOW

ID, BEFORE = "a" * 32, "b" * 32
SINGERS = 40
NAMES = FEATURE_SETS["all"]


@dataclass
class Store:
    """A model in service."""

    model: Model

    def current(self) -> Model:
        """Return it."""
        return self.model


@dataclass
class World:
    """Everything a decision rests on: 40 singers with one take each, half of them good."""

    champion: Model
    jobs: FakeJobs
    data: FakeObjects
    models: FakeObjects

    def decide(self) -> Job:
        """Decide."""
        return decide(
            ID,
            jobs=self.jobs,
            data=self.data,
            models=self.models,
            store=Store(self.champion),
            now=NOW,
        )

    def put_scores(self, rows: list[dict[str, Any]], training_id: str = ID, **more: Any) -> None:  # noqa: ANN401 - JSON
        """Store what the trainer wrote down."""
        document = {"mode": "held_out", "version": "new", "trained_groups": [], **more}
        content = json.dumps(document | {"recordings": rows}).encode()
        key = scores_key("old") if training_id == BEFORE else candidate_key(ID, "scores.json")
        self.models.put(key, content, content_type="")

    def retrained(
        self, rows: list[dict[str, Any]], groups: list[str], data: str = "uploads"
    ) -> None:
        """Let the champion be one that was trained here before."""
        training = {"data": data, "training_id": BEFORE}
        manifest = replace(self.champion.manifest, version="old", training=training)
        self.champion = replace(self.champion, manifest=manifest)
        self.put_scores(rows, BEFORE, trained_groups=groups)


def row(number: int, probability: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    label = "good" if number % 2 else "bad"
    known = {"id": f"{number:032x}", "group": f"g{number}", "fold": number % 2, "label": label}
    return known | {"probability": probability} | more


def right(number: int) -> float:
    return 0.9 - 0.001 * number if number % 2 else 0.1 + 0.001 * number


def rows_of(probability: Any, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return [row(number, probability(number), **more) for number in range(SINGERS)]


def features(number: int) -> dict[str, float | None]:
    values = np.random.default_rng(number).normal(0.0, 1.0, len(NAMES)).tolist()
    return dict(zip(NAMES, values, strict=True)) | {NAMES[0]: None}


def listed_of(
    base: str | None = None, label: str = "good", recordings: tuple[int, ...] = (1, 2)
) -> bytes:
    """Return the list of what a training rests on."""
    rows = [
        {"id": f"{number:032x}", "sha256": f"{number:064x}", "label": label, "group": "g"}
        for number in recordings
    ]
    found = {"base": base and {"sha256": base}, "recordings": rows}
    return json.dumps(found).encode()


@pytest.fixture
def world() -> World:
    jobs, data = FakeJobs(), FakeObjects()
    listed = listed_of()
    data.put(snapshot_key(ID), listed, content_type="")
    for number in range(SINGERS):
        document = {"extractor_version": EXTRACTOR_VERSION, "values": features(number)}
        key = features_key(f"{number:032x}")
        data.put(key, json.dumps(document).encode(), content_type="")
    jobs.begin(
        Job(
            ID,
            JobStatus.TRAINING,
            Request(),
            NOW,
            NOW,
            progress=Report(100.0),
            snapshot_sha256=sha256(listed),
        )
    )
    return World(load_model(read_folder(DEFAULT_FOLDER)), jobs, data, FakeObjects())


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


def not_worse(world: World, listed: bytes) -> dict[str, Any]:
    """Return the decision on a candidate of this list that answers as the champion does."""
    names, score = world.champion.manifest.features, world.champion.score

    def same(number: int) -> float:
        vector = [np.nan if features(number)[n] is None else features(number)[n] for n in names]
        return score(np.array(vector, dtype=np.float64)).probability

    # Its labels are the champion's own: a model that knows nothing would fail by another rule.
    rows = [row(n, same(n)) | {"label": "good" if same(n) > 0.5 else "bad"} for n in range(SINGERS)]
    world.put_scores(rows)
    world.data.put(snapshot_key(ID), listed, content_type="")
    world.jobs.rows[ID] = replace(world.jobs.get(ID), snapshot_sha256=sha256(listed))
    decision = world.decide().decision
    assert decision is not None
    return dict(decision)


def test_the_base_alone_once_more_is_no_reason_to_change(world: World) -> None:
    base = str(world.champion.manifest.training["dataset_sha256"])
    decision = not_worse(world, listed_of(base, recordings=()))
    assert (decision["verdict"], decision["promote"]) == ("nothing_new", False)
    assert decision["same_data"] is True
    assert "the same data as the model in service" in decision["reason"]


@pytest.mark.parametrize(
    "before",
    [
        listed_of("another base"),
        listed_of(),
        listed_of("a base", label="bad"),
        listed_of("a base", recordings=(1,)),
        listed_of("a base", recordings=(1, 2, 3)),
        None,
    ],
)
def test_other_data_are_a_reason_for_a_model_that_is_not_worse(
    world: World, before: bytes | None
) -> None:
    world.retrained([], [])
    if before is not None:
        world.data.put(snapshot_key(BEFORE), before, content_type="")
    decision = not_worse(world, listed_of("a base"))
    assert (decision["verdict"], decision["promote"]) == ("not_worse", True)
    assert decision["same_data"] is False


def test_the_same_recordings_once_more_are_none(world: World) -> None:
    world.retrained([], [])
    world.data.put(snapshot_key(BEFORE), listed_of("a base"), content_type="")
    assert not_worse(world, listed_of("a base"))["verdict"] == "nothing_new"


def test_a_better_one_of_the_same_data_is_promoted(world: World) -> None:
    world.retrained([], [])
    world.data.put(snapshot_key(BEFORE), listed_of(), content_type="")
    world.put_scores(rows_of(right))
    decision = world.decide().decision
    assert decision is not None
    assert (decision["verdict"], decision["same_data"]) == ("better", True)


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


def test_no_scores_at_all(world: World) -> None:
    with pytest.raises(ObjectMissing):
        world.decide()


def test_a_list_that_was_changed_afterwards(world: World) -> None:
    world.put_scores(rows_of(right))
    world.data.put(snapshot_key(ID), b"another list", content_type="")
    with pytest.raises(ModelCorrupt, match="changed after"):
        world.decide()
