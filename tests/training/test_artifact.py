"""What training writes can be loaded, says what it must, and cannot be tampered with."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from talent.errors import FeatureMismatch, ModelCorrupt, ModelMissing
from talent.features.catalogue import NAMES, feature_hash
from talent.model.artifact import (
    CARD,
    EVALUATION,
    FILES,
    GRAPH,
    MANIFEST,
    REFERENCE,
    load_model,
    read_folder,
    sha256,
)
from talent.model.manifest import Calibration
from tests.training.made_up import TEST_FOLDS, dataset
from training_job.job.evaluate_rated import DEFAULT_MODEL
from training_job.models.artifact import Parts, files_of


@pytest.fixture
def files(made: Path) -> dict[str, bytes]:
    """Files of the trained model."""
    return read_folder(made / "model")


def test_the_model_loads_and_scores(files: dict[str, bytes]) -> None:
    model = load_model(files)
    scores = model.score(np.full(len(NAMES), np.nan))
    assert scores.probability == pytest.approx(1 / (1 + np.exp(-scores.logit)), abs=1e-6)


@pytest.fixture(scope="module")
def parts() -> Parts:
    """Return what a model is made of: the default one's graph and evaluation."""
    made = read_folder(DEFAULT_MODEL)
    evaluation = json.loads(made[EVALUATION])
    provenance = {"training_id": "a", "snapshot_sha256": "b"}
    data = dataset()
    return Parts("again", "nobody", "linear", made[GRAPH], evaluation, data, provenance, {})


def test_the_same_training_twice_is_the_same_model(parts: Parts) -> None:
    manifest, made = files_of(parts)
    again, same = files_of(parts)
    assert (again, same) == (manifest, made)
    assert re.fullmatch(r"again-[0-9a-f]{12}", manifest.version)
    assert load_model(made).manifest.version == manifest.version
    assert manifest.version in made[CARD].decode()


def test_whatever_makes_a_model_another_one_gives_it_another_version(parts: Parts) -> None:
    """The same graph of another snapshot, or with other documents, is another artifact."""
    others = [
        replace(parts, graph=parts.graph + b" "),
        replace(parts, provenance={"training_id": "a", "snapshot_sha256": "c"}),
        replace(parts, provenance={"training_id": "c", "snapshot_sha256": "b"}),
        replace(parts, evaluation={**parts.evaluation, "summary": {**_summary(parts), "n": 1}}),
        replace(parts, training=parts.training.where(np.arange(len(parts.training)) > 0)),
        replace(parts, calibration=Calibration("uploads", n=20, singers=3)),
        replace(parts, details={"C": 1.0}),
        replace(parts, sung_by="somebody"),
        replace(parts, prefix="other"),
    ]
    versions = [files_of(each)[0].version for each in (parts, *others)]
    assert len(set(versions)) == len(versions)


def _summary(parts: Parts) -> Any:
    return parts.evaluation["summary"]


def test_the_manifest_says_what_it_is(files: dict[str, bytes]) -> None:
    manifest = load_model(files).manifest
    assert re.fullmatch(r"made-up-[0-9a-f]{12}", manifest.version)
    assert (manifest.threshold, manifest.uncertain_band) == (0.5, (0.25, 0.75))
    assert manifest.features == NAMES
    assert manifest.feature_hash == feature_hash()
    assert manifest.calibration.fitted_on == "synthetic"
    assert manifest.calibration.n == manifest.training["train_takes"]
    assert manifest.training["dataset_sha256"] == dataset().sha256()
    assert tuple(manifest.training["test_folds"]) == TEST_FOLDS
    assert {"keras", "numpy", "scikit-learn"} & set(manifest.libraries)


def test_the_evaluation_is_complete(files: dict[str, bytes]) -> None:
    record = json.loads(files[EVALUATION])
    summary = record["summary"]
    for name in ("accuracy", "auc", "balanced_accuracy", "brier", "calibration_error", "spearman"):
        assert summary[name]["low"] <= summary[name]["value"] <= summary[name]["high"]
    assert summary["n"] == record["split"]["test_takes"]
    assert summary["singers"] == record["split"]["test_singers"]
    assert summary == record["candidates"][record["choice"]["kind"]]["held_out"]
    assert set(record["candidates"]) == {"linear", "network"}
    assert record["candidates"][record["choice"]["kind"]]["graph_sha256"] == sha256(files[GRAPH])
    assert record["split"]["train_takes"] + summary["n"] == len(dataset())
    assert (summary["mode"], summary["singer_safe"]) == ("held_out", True)
    chance = summary["permutation"]
    assert (chance["permutations"], chance["p_value"]) == (1000, pytest.approx(1 / 1001, abs=1e-6))
    assert chance["chance_low"] < 0.5 < chance["chance_high"] < summary["auc"]["low"]
    shuffled = summary["shuffled_retraining"]
    assert shuffled["low"] < 0.5 < shuffled["high"]
    assert record["refused"] == {"too_noisy": 2}


def test_the_reference_has_every_feature_per_class(files: dict[str, bytes]) -> None:
    record = json.loads(files[REFERENCE])
    assert record["quantiles"][0] == 0.0
    assert record["quantiles"][-1] == 1.0
    assert list(record["features"]) == sorted(NAMES)
    for feature in record["features"].values():
        for kind in ("all", "good", "bad"):
            assert len(feature[kind]) == len(record["quantiles"])
            assert feature[kind] == sorted(feature[kind])
    assert record["takes"]["good"] + record["takes"]["bad"] == record["takes"]["all"]


def test_the_card_warns_and_gives_the_figures(files: dict[str, bytes]) -> None:
    card, summary = files[CARD].decode(), json.loads(files[EVALUATION])["summary"]
    for words in ("Not for admission, hiring", "not\ncalibrated", "cannot hear", "vibrato"):
        assert words.replace("\n", " ") in card.replace("\n", " ")
    assert f"{summary['auc']['value']:.3f}" in card
    assert f"{summary['majority_baseline']:.3f}" in card


@pytest.mark.parametrize("name", [GRAPH, EVALUATION, REFERENCE, CARD])
def test_one_changed_byte_is_noticed(files: dict[str, bytes], name: str) -> None:
    content = bytearray(files[name])
    content[len(content) // 2] ^= 1
    with pytest.raises(ModelCorrupt, match=name):
        load_model(files | {name: bytes(content)})


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_noticed(files: dict[str, bytes], name: str) -> None:
    del files[name]
    with pytest.raises(ModelMissing if name == MANIFEST else ModelCorrupt):
        load_model(files)


def changed(key: str, value: object) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def change(files: dict[str, bytes]) -> dict[str, bytes]:
        manifest = json.loads(files[MANIFEST])
        return files | {MANIFEST: json.dumps(manifest | {key: value}).encode()}

    return change


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (changed("feature_hash", "0" * 64), FeatureMismatch),
        (changed("features", [*NAMES[1:], NAMES[0]]), FeatureMismatch),
        (changed("format", 2), ModelCorrupt),
        (changed("threshold", 0.9), ModelCorrupt),
        (changed("labels", ["good", "bad"]), ModelCorrupt),
        (changed("surprise", 1), ModelCorrupt),
        (lambda files: files | {MANIFEST: b"{"}, ModelCorrupt),
        (lambda files: files | {MANIFEST: files[MANIFEST][:-40]}, ModelCorrupt),
    ],
)
def test_a_wrong_manifest_is_refused(
    files: dict[str, bytes],
    change: Callable[[dict[str, bytes]], dict[str, bytes]],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        load_model(change(files))
