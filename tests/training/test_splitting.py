"""Nothing the model is judged on may have shaped it."""

import json
from pathlib import Path

import numpy as np

from talent.learning import folds_of
from talent.model.artifact import EVALUATION, GRAPH, REFERENCE, sha256
from tests.training.made_up import TEST_FOLDS, dataset, poisoned


def read(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def test_held_out_singers_do_not_touch_either_model(made: Path) -> None:
    """Neither weights nor scaling nor early stopping: both graphs stay the same to the byte."""
    clean, spoilt = (json.loads(read(made / name, EVALUATION)) for name in ("model", "poisoned"))
    for kind in ("linear", "network"):
        same = clean["candidates"][kind]["graph_sha256"]
        assert spoilt["candidates"][kind]["graph_sha256"] == same
    assert clean["choice"] == spoilt["choice"]
    assert sha256(read(made / "model", GRAPH)) == sha256(read(made / "poisoned", GRAPH))
    assert read(made / "model", REFERENCE) == read(made / "poisoned", REFERENCE)
    # The poison worked: the same models, judged on it, look worse.
    assert spoilt["summary"]["auc"]["value"] < clean["summary"]["auc"]["value"] - 0.2


def test_other_training_takes_give_another_model(made: Path) -> None:
    """The control of the test above: training on all takes gave other graphs."""
    evaluation = json.loads(read(made / "model", EVALUATION))
    for kind in ("linear", "network"):
        graph = (made / f"{kind}.tflite").read_bytes()
        assert evaluation["candidates"][kind]["graph_sha256"] != sha256(graph)


def test_the_network_stops_on_a_training_fold(made: Path) -> None:
    evaluation = json.loads(read(made / "model", EVALUATION))
    assert evaluation["candidates"]["network"]["early_stopping_fold"] not in TEST_FOLDS
    assert evaluation["split"]["test_folds"] == list(TEST_FOLDS)


def test_the_poison_is_where_it_should_be() -> None:
    data, spoilt = dataset(), poisoned(dataset())
    away = np.isin(folds_of(data.groups), TEST_FOLDS)
    assert 0 < away.sum() < len(data)
    np.testing.assert_array_equal(data.features[~away], spoilt.features[~away])
    assert (data.labels[away] != spoilt.labels[away]).all()
    assert not set(data.groups[away]) & set(data.groups[~away])
