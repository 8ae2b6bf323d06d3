"""Promotion, rollback and thresholds, also at the same time, against moto's DynamoDB and S3."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from talent.errors import (
    ChangedMeanwhile,
    GateRefused,
    NothingBefore,
    PromotionRefused,
    TalentError,
)
from talent.registry.model_record import Action, Cause, Change, ModelStatus, Pointer, Update
from talent.registry.set_threshold import set_threshold
from tests.functional.model_files import MANUAL, NOW, Models, at

pytestmark = pytest.mark.usefixtures("aws")

REJECTION = {"promote": False, "reason": "it is no better", "auc_difference": {"value": -0.1}}


@pytest.fixture
def models() -> Models:
    return Models()


def test_promotion_moves_the_pointer_and_writes_history(models: Models) -> None:
    models.serve("one")
    models.register("two", why=at(1))
    pointer = models.promote("two", why=at(2, Cause.GATE))
    assert pointer == models.registry.pointer()
    assert (pointer.version, pointer.previous, pointer.revision) == ("two", "one", 2)
    assert pointer.since == NOW + timedelta(seconds=2)
    assert models.statuses == {"one": "retired", "two": "in_service"}
    assert models.registry.history("two", limit=1) == (
        Change("two", pointer.since, Action.PROMOTED, Cause.GATE, "so", other="one"),
    )
    assert models.registry.history("one", limit=1) == (
        Change("one", pointer.since, Action.RETIRED, Cause.GATE, "so", other="two"),
    )


def test_promoting_what_serves_changes_nothing(models: Models) -> None:
    first = models.serve("one")
    assert models.promote("one", why=at(9)) == first
    assert len(models.registry.history("one", limit=9)) == 2


def test_what_the_gate_rejected_serves_only_where_that_is_overridden(models: Models) -> None:
    models.serve("one")
    assert models.register("two", decision=REJECTION).status is ModelStatus.REJECTED
    with pytest.raises(GateRefused, match="it is no better"):
        models.promote("two")
    assert models.statuses["two"] == "rejected"
    assert models.promote("two", why=at(1), override=True).version == "two"
    (latest,) = models.registry.history("two", limit=1)
    assert latest.overridden
    assert models.registry.model("two").decision == REJECTION
    models.rollback()
    assert models.promote("two", why=at(3)).version == "two", "it has served: it is retired"


@pytest.mark.parametrize("name", ["model.tflite", "reference.json", "manifest.json"])
def test_a_model_that_was_changed_is_refused_and_the_old_one_serves(
    models: Models, name: str
) -> None:
    first = models.serve("one")
    models.register("two")
    models.bucket.put(f"models/two/{name}", b"{}", content_type="x/y")
    with pytest.raises(PromotionRefused) as caught:
        models.promote("two")
    assert caught.value.values["code"] == "model_corrupt"
    assert models.registry.pointer() == first


def test_a_model_whose_files_are_gone_is_refused(models: Models) -> None:
    models.register("one")
    models.bucket.erase("models/")
    with pytest.raises(PromotionRefused, match=r"no manifest\.json"):
        models.promote("one")


def test_rollback_goes_back_step_by_step_and_never_forth(models: Models) -> None:
    for version in ("one", "two", "three"):
        models.serve(version)
    assert models.rollback(at(1, Cause.ROLLBACK)).version == "two"
    assert models.rollback(at(2, Cause.ROLLBACK)).version == "one"
    assert models.statuses == {"one": "in_service", "two": "retired", "three": "retired"}
    with pytest.raises(NothingBefore):
        models.rollback(at(3))
    assert models.promote("three", why=at(4)).previous == "one"
    changes = models.registry.history("three", limit=9)
    assert [(change.action, change.cause) for change in changes] == [
        ("promoted", "manual"),
        ("retired", "rollback"),
        ("promoted", "manual"),
        ("registered", "manual"),
    ]


def test_rollback_without_any_model(models: Models) -> None:
    with pytest.raises(NothingBefore):
        models.rollback()


def test_a_previous_model_whose_files_were_changed_is_refused(models: Models) -> None:
    models.serve("one")
    now = models.serve("two")
    models.bucket.put("models/one/model.tflite", b"changed", content_type="x/y")
    with pytest.raises(PromotionRefused):
        models.rollback()
    assert models.registry.pointer() == now


def race(*steps: "object") -> list[object]:
    """Carry out steps at the same time; return what each gives or raises."""
    together = Barrier(len(steps))

    def one(step: object) -> object:
        together.wait()
        try:
            return step()  # type: ignore[operator]  # any callable
        except TalentError as error:
            return error

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(one, steps))


def test_of_racing_promotions_one_wins_and_the_others_know_it(models: Models) -> None:
    models.serve("zero")
    versions = ["one", "two", "three", "four"]
    for version in versions:
        models.register(version)
    ends = race(*[lambda version=version: Models().promote(version) for version in versions])
    winners = [end for end in ends if isinstance(end, Pointer)]
    losers = [end for end in ends if isinstance(end, ChangedMeanwhile)]
    assert len(winners) + len(losers) == len(versions)
    assert winners
    pointer = models.registry.pointer()
    assert pointer is not None
    # Those that began after another had ended promoted in turn: each win is one revision.
    assert pointer.revision == 1 + len(winners)
    served = [version for version, status in models.statuses.items() if status == "in_service"]
    assert served == [pointer.version]
    candidates = [name for name, status in models.statuses.items() if status == "candidate"]
    assert len(candidates) == len(losers)
    for version in candidates:
        assert len(models.registry.history(version, limit=9)) == 1, "nothing half done"


def test_two_steps_from_the_same_pointer_exclude_each_other(models: Models) -> None:
    models.serve("zero")
    pointer = models.registry.pointer()
    assert pointer is not None
    steps = []
    for version in ("one", "two"):
        record = models.register(version)
        entered = replace(record, status=ModelStatus.IN_SERVICE, revision=2)
        change = Change(version, NOW, Action.PROMOTED, Cause.GATE, "so")
        moved = replace(pointer, version=version, revision=pointer.revision + 1)
        update = Update(((entered, change),), moved)
        steps.append(lambda update=update: Models().registry.commit(update))
    ends = race(*steps)
    assert sorted(type(end).__name__ for end in ends) == ["ChangedMeanwhile", "NoneType"]


def test_the_gate_does_not_replace_a_model_it_did_not_compare_with(models: Models) -> None:
    models.serve("one")
    models.register("two")
    models.serve("three")
    with pytest.raises(ChangedMeanwhile, match="three serves by now, not one"):
        models.promote("two", replacing="one")
    assert models.promote("two", replacing="three").version == "two"


def test_a_threshold_is_recorded_and_moves_with_the_model(models: Models) -> None:
    models.serve("one")
    moved = set_threshold("one", 0.7, registry=models.registry, why=at(1))
    assert moved.threshold == models.registry.model("one").threshold == 0.7
    pointer = models.registry.pointer()
    assert pointer is not None
    assert pointer.threshold == 0.7
    (latest,) = models.registry.history("one", limit=1)
    assert (latest.action, latest.threshold) == (Action.THRESHOLD_CHANGED, (0.5, 0.7))
    models.serve("two")
    set_threshold("one", 0.6, registry=models.registry, why=at(2))
    assert models.registry.pointer() == replace(
        pointer, version="two", sha256=models.registry.model("two").sha256, threshold=0.5,
        before=("one",), revision=3,
    )  # fmt: skip
    assert models.rollback().threshold == 0.6


@pytest.mark.parametrize("threshold", [0.0, 0.049, 0.951, 1.0, float("nan")])
def test_a_threshold_out_of_bounds(models: Models, threshold: float) -> None:
    models.serve("one")
    with pytest.raises(ValueError, match=r"expected 0\.05\.\.0\.95"):
        set_threshold("one", threshold, registry=models.registry, why=MANUAL)


def test_a_threshold_and_a_promotion_at_the_same_time_do_not_lose_each_other(
    models: Models,
) -> None:
    models.serve("zero")
    models.register("one")
    race(
        lambda: Models().promote("one"),
        lambda: set_threshold("one", 0.8, registry=Models().registry, why=at(1)),
    )
    pointer, record = models.registry.pointer(), models.registry.model("one")
    assert pointer is not None
    if pointer.version == "one":
        assert pointer.threshold == record.threshold
    else:
        assert record.threshold == 0.8
