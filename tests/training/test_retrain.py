"""Retraining: a snapshot in, a candidate out; nobody judged by a model that heard them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from talent.features.catalogue import FEATURES
from talent.learning import Platt, metrics
from talent.learning.splits import held_out_folds
from talent.model.artifact import FILES, Model, load_model, read_folder, sha256
from talent.model.manifest import Calibration, Manifest
from talent.model.visuals import DISTRIBUTIONS, IMPORTANCE, INDEX, ChartIndex
from talent.model.visuals import TRAINING as TRAINED_JSON
from tests.training.conftest import run_script
from tests.training.snapshots import TRAINING, write_snapshot
from training_job.charts.plots import SPREADS, TRAINED
from training_job.default_model.base import base_sha256, load_base
from training_job.job import retrain
from training_job.models.model_selection import KINDS


@pytest.fixture(scope="module")
def retrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with all that ``retrained.py`` makes."""
    folder = tmp_path_factory.mktemp("retrained")
    run_script("retrained.py", folder)
    return folder


def model(folder: Path) -> Model:
    return load_model(read_folder(folder / "candidate"))


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text())


def scores(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = read(folder, "candidate/scores.json")
    return found


def features(folder: Path, recording: str, names: tuple[str, ...]) -> np.ndarray[Any, Any]:
    (path,) = (folder / "data" / "features" / recording).iterdir()
    values = json.loads(path.read_text())["values"]
    return np.array([np.nan if values[name] is None else values[name] for name in names])


def test_a_candidate_is_a_whole_model_that_loads(retrained: Path) -> None:
    facts = read(retrained, "facts.json")
    assert facts["statuses"] == [0] * 5
    for name in ("few", "many", "mixed", "synthetic", "nothing"):
        found = model(retrained / name)
        assert found.manifest.version.startswith("retrained-")
        assert found.manifest.training["training_id"] == TRAINING
        assert set(FILES) < {path.name for path in (retrained / name / "candidate").iterdir()}


def test_a_killed_training_ends_with_the_same_bytes(retrained: Path) -> None:
    facts = read(retrained, "facts.json")
    (_, whole), (status, before), (again, after) = (
        facts[name] for name in ("whole", "killed", "resumed")
    )
    assert status is None
    assert again == 0
    # What was trained before the kill is not trained again.
    assert before + after == whole
    for name in (*FILES, "scores.json"):
        first = (retrained / "few" / "candidate" / name).read_bytes()
        assert first == (retrained / "killed" / "candidate" / name).read_bytes(), name


@pytest.mark.parametrize("name", ["few", "many", "mixed", "synthetic", "nothing"])
def test_what_is_shown_of_a_candidate_is_of_its_data(retrained: Path, name: str) -> None:
    folder = retrained / name / "candidate"
    manifest = model(retrained / name).manifest
    index = ChartIndex.from_json((folder / INDEX).read_bytes())
    assert index.version == manifest.version
    charts = {f"plots/{name}.{kind}" for name in (*SPREADS, *TRAINED) for kind in ("png", "svg")}
    assert set(index.files) == {DISTRIBUTIONS, IMPORTANCE, TRAINED_JSON, *charts}
    for file, digest in index.files.items():
        assert sha256((folder / file).read_bytes()) == digest
    spreads = read(folder, DISTRIBUTIONS)
    takes = len(read_trained(retrained / name, manifest))
    assert sum(spreads["takes"].values()) == takes
    assert list(spreads["features"]) == list(FEATURES)
    for found in spreads["features"].values():
        assert sum(found[c]["n"] + found[c]["undefined"] for c in ("good", "bad")) == takes
    importance = read(folder, IMPORTANCE)
    assert tuple(importance["features"]) == manifest.features
    record, summary = read(folder, TRAINED_JSON), read(folder, "evaluation.json")["summary"]
    assert importance["n"] == record["n"] == summary["n"]
    assert record["confusion"]["counts"] == summary["confusion_matrix"]["value"]
    assert record["roc"]["auc"]["value"] == pytest.approx(summary["auc"]["value"], abs=1e-6)
    for curve in record["learning_curves"]:
        assert curve["shipped"] == (manifest.kind == "network")
        numbers = [epoch["epoch"] for epoch in curve["epochs"]]
        assert numbers == list(range(1, len(numbers) + 1))
    assert record["learning_curves"]


def read_trained(folder: Path, manifest: Manifest) -> list[str]:
    """Return the takes a candidate says it has learned from, the base as far as it counts."""
    facts = manifest.training
    takes = ["own"] * facts["train_takes"]
    return takes + ["base"] * (facts["train_base"] if facts["base_weight"] else 0)


def test_a_killed_training_has_the_epochs_from_before_the_kill(retrained: Path) -> None:
    for name in (TRAINED_JSON, INDEX, "plots/learning-curves.svg"):
        first, again = (retrained / each / "candidate" / name for each in ("few", "killed"))
        assert first.read_bytes() == again.read_bytes(), name


def test_with_few_singers_everybody_is_judged_out_of_fold(retrained: Path) -> None:
    found, snapshot = scores(retrained / "few"), read(retrained / "few", "manifest.json")
    assert found["mode"] == "cross_validated"
    assert [row["id"] for row in found["recordings"]] == [r["id"] for r in snapshot["recordings"]]
    for row, recording in zip(found["recordings"], snapshot["recordings"], strict=True):
        assert {key: row[key] for key in ("group", "fold", "label")} == {
            key: recording[key] for key in ("group", "fold", "label")
        }
    served = model(retrained / "few")
    own = [
        served.score(features(retrained / "few", row["id"], served.manifest.features)).probability
        for row in found["recordings"]
    ]
    # Not the shipped model's own answers: that one has learned from everybody.
    assert not np.allclose(own, [row["probability"] for row in found["recordings"]], atol=1e-3)
    assert set(found["trained_groups"]) == {row["group"] for row in found["recordings"]}
    assert found["trained_recordings"] == sorted(row["id"] for row in found["recordings"])


def test_with_many_singers_the_shipped_graph_itself_is_judged(retrained: Path) -> None:
    found = scores(retrained / "many")
    assert found["mode"] == "held_out"
    assert {row["fold"] for row in found["recordings"]} == set(held_out_folds(0.2))
    served = model(retrained / "many")
    for row in found["recordings"][:5]:
        vector = features(retrained / "many", row["id"], served.manifest.features)
        assert served.score(vector).probability == pytest.approx(row["probability"], abs=1e-5)
    assert not {row["group"] for row in found["recordings"]} & set(found["trained_groups"])
    listed = read(retrained / "many", "manifest.json")["recordings"]
    judged = {row["id"] for row in found["recordings"]}
    assert found["trained_recordings"] == sorted({row["id"] for row in listed} - judged)


def test_nothing_of_the_held_out_singers_is_in_the_model(retrained: Path) -> None:
    """Their features turned to nonsense: scaling, choices, calibration, weights are the same."""
    first, second = (retrained / name / "candidate" for name in ("many", "poisoned"))
    assert (first / "model.tflite").read_bytes() == (second / "model.tflite").read_bytes()
    assert (first / "reference.json").read_bytes() == (second / "reference.json").read_bytes()
    records = [read(each, "evaluation.json") for each in (first, second)]
    assert records[0]["choice"] == records[1]["choice"]
    assert records[0]["summary"]["auc"] != records[1]["summary"]["auc"]


def test_the_record_has_every_figure_with_what_it_is_compared_with(retrained: Path) -> None:
    summary = read(retrained / "many", "candidate/evaluation.json")["summary"]
    for name in ("accuracy", "precision", "recall", "f1_score", "auc", "brier"):
        assert summary[name]["low"] <= summary[name]["value"] <= summary[name]["high"]
    found = scores(retrained / "many")["recordings"]
    labels = [int(row["label"] == "good") for row in found]
    probabilities = [row["probability"] for row in found]
    assert summary["auc"]["value"] == pytest.approx(metrics.auc(labels, probabilities), abs=1e-6)
    assert summary["n"] == len(found)
    assert summary["majority_baseline"] == pytest.approx(max(np.mean(labels), 1 - np.mean(labels)))
    assert summary["permutation"]["p_value"] == pytest.approx(1 / 1001, abs=1e-6)
    assert summary["shuffled_retraining"]["low"] < 0.5 < summary["shuffled_retraining"]["high"]
    assert summary["singer_safe"] is True
    assert summary["coverage"][-1]["coverage"] == 1.0


def test_features_that_know_nothing_are_not_called_good(retrained: Path) -> None:
    folder = retrained / "nothing"
    summary = read(folder, "candidate/evaluation.json")["summary"]
    assert summary["auc"]["low"] < 0.5 < summary["auc"]["high"] + 0.1
    assert summary["permutation"]["p_value"] > 0.05
    assert summary["singer_safe"] is False


def test_where_nothing_could_be_calibrated_nothing_is_claimed(retrained: Path) -> None:
    assert model(retrained / "nothing").manifest.calibration == Calibration("nothing", 0, 0)
    card = (retrained / "nothing" / "candidate" / "model_card.md").read_text()
    assert "did not put the good above the bad" in card.replace("\n", " ")
    assert "too few" not in card


def test_the_users_labels_calibrate_and_the_manifest_says_so(retrained: Path) -> None:
    calibrated = model(retrained / "few").manifest.calibration
    assert (calibrated.fitted_on, calibrated.n, calibrated.singers) == ("uploads", 60, 30)
    assert model(retrained / "synthetic").manifest.calibration.fitted_on == "synthetic"
    card = (retrained / "few" / "candidate" / "model_card.md").read_text()
    assert "calibrated on 60 of your recordings by 30 singers" in card.replace("\n", " ")


def test_the_base_is_weighed_and_never_judged(retrained: Path) -> None:
    found = scores(retrained / "mixed")
    assert all(row["id"] not in set(load_base().recordings) for row in found["recordings"])
    manifest = model(retrained / "mixed").manifest
    assert manifest.training["base_sha256"] == base_sha256()
    assert manifest.training["base_weight"] in (0.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
    assert model(retrained / "few").manifest.training["base_sha256"] is None


def test_the_base_alone_is_judged_on_its_own_held_out_takes(retrained: Path) -> None:
    found = scores(retrained / "synthetic")
    base = load_base("all")
    assert {row["fold"] for row in found["recordings"]} == set(held_out_folds(0.2))
    assert not {row["group"] for row in found["recordings"]} & set(found["trained_groups"])
    first = found["recordings"][0]
    row = base.features[base.recordings.tolist().index(first["id"])]
    assert set(first["features"]) == set(base.names)
    np.testing.assert_allclose(
        [np.nan if value is None else value for value in map(first["features"].get, base.names)],
        row,
        rtol=1e-4,
        atol=1e-5,
    )
    summary = read(retrained / "synthetic", "candidate/evaluation.json")["summary"]
    assert "synthetic singer" in summary["measured_on"]
    assert summary["auc"]["value"] > 0.85


def test_a_calibration_changes_the_answer_as_it_says(retrained: Path) -> None:
    answers = read(retrained, "calibrated.json")
    assert set(answers) == set(KINDS)
    for name, found in answers.items():
        expected = Platt(0.5, -1.0)
        np.testing.assert_allclose(
            found["after"], 0.5 * np.array(found["before"]) - 1.0, atol=1e-5, err_msg=name
        )
        np.testing.assert_allclose(
            found["probability"], expected(found["before"]), atol=1e-5, err_msg=name
        )


def test_what_cannot_carry_a_training_ends_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert retrain.main({}) == 2
    assert "lacks TRAINING_ID" in capsys.readouterr().err
    environment = write_snapshot(tmp_path, singers=2)
    assert retrain.main(environment | {"SNAPSHOT_URI": "http://example.org/x"}) == 2
    assert "is no address" in capsys.readouterr().err
    assert retrain.main(environment | {"TRAINING_ID": "0" * 32}) == 2
    assert f"the snapshot is of training {TRAINING}" in capsys.readouterr().err
    assert retrain.main(environment | {"DATA_URI": tmp_path.as_uri()}) == 2
    assert "none of the 4 recordings has features" in capsys.readouterr().err


BROKEN = [
    ({"format": 9}, "format 9"),
    ({"extractor_version": 1}, "deploy functions and container together"),
    ({"feature_set": "timbre"}, "timbre"),
    ({"request": {"epochs": 0}}, "epochs"),
    ({"request": {"epochs": "50"}}, "epochs"),
    ({"request": {"data_source": "web"}}, "web"),
    ({"request": {"test_share": 1.5}}, "test_share 1.5"),
    ({"recordings": []}, "there are no recordings"),
    ({"base": {"sha256": "0" * 64}}, "different versions of the code"),
]


@pytest.mark.parametrize(("change", "words"), BROKEN)
def test_a_broken_snapshot_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], words: str
) -> None:
    environment = write_snapshot(tmp_path, singers=3)
    snapshot = read(tmp_path, "manifest.json")
    (tmp_path / "manifest.json").write_text(json.dumps(snapshot | change))
    assert retrain.main(environment) == 2
    (error,) = [x for x in capsys.readouterr().err.splitlines() if x.startswith("error: ")]
    assert words in error


@pytest.mark.parametrize(
    ("field", "value"),
    [("fold", 10), ("fold", True), ("label", "great"), ("id", "../x"), ("group", "anna")],
)
def test_a_recording_is_checked_field_by_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str, value: object
) -> None:
    environment = write_snapshot(tmp_path, singers=3)
    snapshot = read(tmp_path, "manifest.json")
    snapshot["recordings"][0][field] = value
    (tmp_path / "manifest.json").write_text(json.dumps(snapshot))
    assert retrain.main(environment) == 2
    assert "the snapshot cannot be used" in capsys.readouterr().err


def test_a_singer_in_two_folds_would_be_a_leak(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = write_snapshot(tmp_path, singers=3)
    snapshot = read(tmp_path, "manifest.json")
    snapshot["recordings"][0]["fold"] = (snapshot["recordings"][0]["fold"] + 1) % 10
    (tmp_path / "manifest.json").write_text(json.dumps(snapshot))
    assert retrain.main(environment) == 2
    assert "a singer is in two folds" in capsys.readouterr().err


def test_too_few_singers_are_bad_data(retrained: Path) -> None:
    assert read(retrained, "facts.json")["too_few"] == 2
    refusal = (retrained / "refusal.txt").read_text()
    (error,) = [line for line in refusal.splitlines() if line.startswith("error: ")]
    assert "at least 3 singers are needed" in error
