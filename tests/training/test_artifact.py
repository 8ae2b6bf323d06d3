"""What training writes can be loaded, says what it must, and cannot be tampered with."""

import json
from collections.abc import Callable
from pathlib import Path

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
from tests.training.made_up import TEST_FOLDS, dataset


@pytest.fixture
def files(made: Path) -> dict[str, bytes]:
    """Files of the trained model."""
    return read_folder(made / "model")


def test_the_model_loads_and_scores(files: dict[str, bytes]) -> None:
    model = load_model(files)
    scores = model.score(np.full(len(NAMES), np.nan))
    assert scores.probability == pytest.approx(1 / (1 + np.exp(-scores.logit)), abs=1e-6)


def test_the_manifest_says_what_it_is(files: dict[str, bytes]) -> None:
    manifest = load_model(files).manifest
    assert manifest.version == f"made-up-{sha256(files[GRAPH])[:12]}"
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
