"""The record: complete, JSON, and honest about what is undefined."""

import json

import numpy as np
import pytest

from talent.learning import evaluate
from talent.learning.evaluate import METRICS

RNG = np.random.default_rng(8)
LABELS = np.tile([0, 1], 30)
PROBABILITIES = np.clip(0.4 * LABELS + 0.6 * RNG.random(60), 0, 1)
GROUPS = np.repeat([f"singer {i}" for i in range(15)], 4)


def test_every_metric_has_its_interval_and_its_baseline() -> None:
    record = evaluate(LABELS, PROBABILITIES, GROUPS, measured_on="made-up takes")
    for name in METRICS:
        figure = record[name]
        assert figure["low"] <= figure["value"] <= figure["high"]
    matrix = {name: np.array(cells) for name, cells in record["confusion_matrix"].items()}
    assert matrix["value"].sum() == record["n"] == 60
    assert matrix["value"].trace() / 60 == record["accuracy"]["value"]
    assert (matrix["low"] <= matrix["value"]).all()
    assert (matrix["value"] <= matrix["high"]).all()
    assert record["class_labels"] == ["bad", "good"]
    assert record["coverage"][-1]["value"] == record["accuracy"]["value"]
    assert record["singers"] == 15
    assert record["majority_baseline"] == 0.5
    assert record["measured_on"] == "made-up takes"
    assert "spearman" not in record
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_ratings_add_a_rank_correlation() -> None:
    record = evaluate(
        LABELS, PROBABILITIES, GROUPS, ratings=PROBABILITIES**2, measured_on="made-up takes"
    )
    assert record["spearman"]["value"] == pytest.approx(1.0)


def test_what_is_undefined_is_null() -> None:
    record = evaluate(np.ones(4), np.full(4, 0.7), ["a", "b", "c", "d"], measured_on="one class")
    assert record["auc"] == {"value": None, "low": None, "high": None}
    json.dumps(record, allow_nan=False)


def test_groups_must_cover_the_rows() -> None:
    with pytest.raises(ValueError, match="3 groups for 2 rows"):
        evaluate([0, 1], [0.1, 0.9], ["a", "b", "c"], measured_on="x")
