"""Registration, installation and the listing of models, against moto's DynamoDB and S3."""

import json

import pytest

from talent.errors import (
    BadCursor,
    ModelUnknown,
    PromotionRefused,
    VersionTaken,
)
from talent.model.artifact import sha256
from talent.registry.install import install_bundled_model
from talent.registry.model_record import Cause, ModelStatus, Pointer
from tests.functional.model_files import Models, at, files

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def models() -> Models:
    return Models()


def test_a_registered_model_is_as_it_was(models: Models) -> None:
    record = models.register("one", decision={"promote": True, "auc": {"low": 0.7}})
    assert models.registry.model("one") == record
    assert record.sha256 == sha256(files("one")["manifest.json"])
    assert (record.status, record.training_id) == (ModelStatus.CANDIDATE, "training-one")
    assert models.published.read("one") == files("one")
    assert record.metrics is not None
    assert 0.5 < record.metrics["auc"]["low"] < record.metrics["auc"]["value"]
    assert models.registry.pointer() is None
    with pytest.raises(ModelUnknown, match="two"):
        models.registry.model("two")


def test_charts_are_published_with_the_model_and_never_loaded_with_it(models: Models) -> None:
    chart = b"a drawing"
    index = {"format": 1, "version": "one", "files": {"plots/mfcc.svg": sha256(chart), "gone": ""}}
    drawn = {"plots/mfcc.svg": chart, "visualizations.json": json.dumps(index).encode()}
    models.train({**files("one"), **drawn}, "training-one")
    models.register_training("training-one")
    for name, content in drawn.items():
        assert models.bucket.get(f"models/one/{name}") == content
    assert models.published.read("one") == files("one")


def test_a_damaged_index_of_charts_is_no_reason_to_refuse_a_model(models: Models) -> None:
    models.train({**files("one"), "visualizations.json": b"[]"}, "training-one")
    assert models.register_training("training-one").status == ModelStatus.CANDIDATE


def test_registering_once_more_is_the_same(models: Models) -> None:
    assert models.register("one") == models.register("one", why=at(5))
    assert [change.action for change in models.registry.history("one", limit=9)] == ["registered"]


def test_another_model_of_the_same_version_is_refused(models: Models) -> None:
    models.register("one")
    models.train(files("one", training={"seed": 7}), "another")
    with pytest.raises(VersionTaken, match="one"):
        models.register_training("another")
    assert models.published.read("one") == files("one")


@pytest.mark.parametrize("name", ["model.tflite", "reference.json", "manifest.json"])
def test_a_damaged_candidate_is_not_even_published(models: Models, name: str) -> None:
    models.train({**files("one"), name: b"{}"}, "odd")
    with pytest.raises(PromotionRefused):
        models.register_training("odd")
    assert models.published.read("one") == {}


def test_a_model_of_other_features_is_not_even_registered(models: Models) -> None:
    models.train(files("one", feature_hash="0" * 64), "odd")
    with pytest.raises(PromotionRefused) as caught:
        models.register_training("odd")
    assert caught.value.values["code"] == "feature_mismatch"
    assert models.statuses == {}


def test_a_model_that_cannot_explain_itself_is_not_even_registered(models: Models) -> None:
    made = files("one")
    reference = json.loads(made["reference.json"])
    del reference["features"]["hold_frac"]
    made["reference.json"] = json.dumps(reference).encode()
    manifest = json.loads(made["manifest.json"])
    manifest["files"]["reference.json"] = sha256(made["reference.json"])
    models.train({**made, "manifest.json": json.dumps(manifest).encode()}, "odd")
    with pytest.raises(PromotionRefused, match="cannot explain the median good take"):
        models.register_training("odd")


def test_installation_leaves_a_model_that_was_trained_here(models: Models) -> None:
    def installed() -> Pointer:
        return install_bundled_model(
            registry=models.registry,
            models=models.published,
            why=at(0, Cause.INSTALLATION),
        )

    first = installed()
    assert first.version.startswith("default-")
    assert installed() == first
    mine = models.serve("mine")
    assert installed() == mine


def test_models_come_page_by_page_the_newest_first(models: Models) -> None:
    for second, version in enumerate(["a", "b", "c", "d", "e"]):
        models.register(version, why=at(second))
    pages, cursor = [], None
    while True:
        page = models.registry.page(cursor=cursor, limit=2)
        pages.append([model.version for model in page.models])
        cursor = page.cursor
        if cursor is None:
            break
    assert pages == [["e", "d"], ["c", "b"], ["a"]]


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bnVsbA", "e" * 3000, "WyJhIiwibW9kZWwiLHt9XQ"])
def test_a_cursor_of_somebody_else(models: Models, cursor: str) -> None:
    with pytest.raises(BadCursor):
        models.registry.page(cursor=cursor, limit=2)
