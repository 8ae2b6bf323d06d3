"""Whether a model that is not better learned from anything new."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from talent.errors import ModelCorrupt
from talent.model.artifact import sha256
from talent.trainings.snapshot_document import snapshot_key
from tests.unit.trainings.compare.world import (
    BEFORE,
    ID,
    SINGERS,
    World,
    features,
    listed_of,
    right,
    row,
    rows_of,
)


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


def test_a_snapshot_of_a_foreign_format_is_refused_with_a_way_forward(world: World) -> None:
    world.retrained([], [])
    world.put_scores(rows_of(right))
    foreign = listed_of().replace(b'"format": 1', b'"format": 2')
    world.data.put(snapshot_key(BEFORE), foreign, content_type="")
    with pytest.raises(ModelCorrupt, match="format 2, this code reads 1") as caught:
        world.decide()
    assert "one version" in caught.value.advice
