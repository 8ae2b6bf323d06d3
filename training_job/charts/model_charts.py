"""Charts of a model and of its training: numbers, pictures, and an index of both.

distributions.json     every feature in the training data, per class
importance.json        how much the model leans on each, on singers it did not learn from
training.json          learning curves, ROC, reliability, confusion, scores; of a retraining
plots/{name}.png .svg  charts of these
visualizations.json    sha256 of each of the files above

The index stands apart from the model's manifest: a chart that is missing or damaged is a chart
less, and no reason to refuse the model.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from talent.features.catalogue import FAMILIES
from talent.learning import as_record, folds_of
from talent.learning.bootstrap import LEVEL
from talent.learning.distributions import class_distributions
from talent.model.artifact import GRAPH, MANIFEST, sha256
from talent.model.manifest import Manifest
from talent.model.visuals import (
    DISTRIBUTIONS,
    FORMAT,
    IMPORTANCE,
    INDEX,
    TRAINING,
    plot_name,
)
from training_job.charts.diagrams import diagrams
from training_job.charts.importance import RESAMPLES, permutation_importance
from training_job.charts.plots import SPREADS, TRAINED, Paint, draw
from training_job.models.dataset import Dataset
from training_job.models.tflite_check import ask

Array = NDArray[np.float64]
Score = Callable[[Array], Array]
Curve = Sequence[tuple[int, float, float, float]]
"""Number, loss, validation loss and accuracy of every epoch."""

DECIMALS: Final = 6


def of_data(data: Dataset, *, version: str, sung_by: str) -> dict[str, bytes]:
    """Return ``distributions.json`` and its charts, by name.

    Parameters
    ----------
    data : what the model learned from, measured on all features.
    version : of the model.
    sung_by : whose takes they are, in words.
    """
    record = {
        "format": FORMAT,
        "version": version,
        "data": sung_by,
        "takes": {"bad": int((data.labels == 0).sum()), "good": int(data.labels.sum())},
        "singers": len(set(data.groups.tolist())),
        "features": class_distributions(data.features, data.labels, data.names),
    }
    files = {DISTRIBUTIONS: _to_json(record)}
    for name, paint in SPREADS.items():
        files |= _charts(name, paint, record)
    return files


def of_importance(
    score: Score, data: Dataset, *, version: str, measured_on: str
) -> dict[str, bytes]:
    """Return ``importance.json``.

    Parameters
    ----------
    score : see :func:`training_job.charts.importance.permutation_importance`.
    data : takes by singers whom ``score`` does not know, on the model's own features.
    """
    columns = {name: [column] for column, name in enumerate(data.names)}
    families = {
        name: found
        for name, family in FAMILIES.items()
        if (found := [columns[each.name][0] for each in family.members if each.name in columns])
    }
    together = columns | {f"family {name}": found for name, found in families.items()}
    lost = permutation_importance(score, data.features, data.labels, data.groups, together)
    record = {
        "format": FORMAT,
        "version": version,
        "measured_on": measured_on,
        "n": len(data),
        "singers": len(set(data.groups.tolist())),
        "interval": f"{LEVEL:.0%} percentile bootstrap over singers, {RESAMPLES} resamples",
        "features": {name: as_record(lost[name]) for name in columns},
        "families": {name: as_record(lost[f"family {name}"]) for name in families},
    }
    return {IMPORTANCE: _to_json(_rounded(record))}


def of_training(
    data: Dataset,
    probabilities: Array,
    curves: Mapping[str, Curve],
    *,
    shipped: bool,
    facts: Mapping[str, Any],
) -> dict[str, bytes]:
    """Return ``training.json`` and its charts, by name.

    Parameters
    ----------
    data, probabilities : what was judged, and what models that did not know its singers said.
    curves : of networks, by name.
    shipped : whether it is one of them that the model is made of.
    facts : ``training_id``, ``version``, ``mode`` and ``measured_on``.
    """
    record = {
        "format": FORMAT,
        **facts,
        "learning_curves": [
            {"name": name, "shipped": shipped, "epochs": [_epoch(*epoch) for epoch in curve]}
            for name, curve in curves.items()
        ],
        **diagrams(data.labels, probabilities, data.groups),
    }
    files = {TRAINING: _to_json(_rounded(record))}
    for name, paint in TRAINED.items():
        files |= _charts(name, paint, record)
    return files


def with_index(files: Mapping[str, bytes], *, version: str) -> dict[str, bytes]:
    """Return the files and their index."""
    index = {
        "format": FORMAT,
        "version": version,
        "files": {name: sha256(content) for name, content in files.items()},
    }
    return {**files, INDEX: _to_json(index)}


def illustrate(folder: Path, whole: Dataset, sung_by: str) -> None:
    """Write what is shown of a model made by :func:`.train.train` beside it.

    Parameters
    ----------
    folder : the model's.
    whole : all takes it was trained and judged on, measured on all features.
    sung_by : whose takes they are, in words.
    """
    manifest = Manifest.from_json((folder / MANIFEST).read_bytes())
    away = np.isin(folds_of(whole.groups), manifest.training["test_folds"])
    unknown = whole.where(away).on(manifest.feature_set)
    graph = (folder / GRAPH).read_bytes()

    def score(versions: Array) -> Array:
        logits = ask(graph, versions.reshape(-1, versions.shape[-1])).logits
        return logits.reshape(versions.shape[:2])

    version = manifest.version
    files = of_data(whole.where(~away), version=version, sung_by=sung_by)
    files |= of_importance(
        score, unknown, version=version, measured_on=f"held-out takes by {sung_by}"
    )
    for name, content in with_index(files, version=version).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def _charts(name: str, paint: Paint, record: Mapping[str, Any]) -> dict[str, bytes]:
    drawn = draw(paint, record)
    return {plot_name(name, "png"): drawn.png, plot_name(name, "svg"): drawn.svg}


def _epoch(number: int, loss: float, validation_loss: float, accuracy: float) -> dict[str, Any]:
    return {
        "epoch": int(number),
        "loss": loss,
        "validation_loss": validation_loss,
        "accuracy": accuracy,
    }


def _to_json(record: object) -> bytes:
    """Return JSON in one line; NaN is refused."""
    text = json.dumps(record, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def _rounded(content: object) -> object:
    if isinstance(content, float):
        return round(content, DECIMALS)
    if isinstance(content, Mapping):
        return {str(key): _rounded(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_rounded(value) for value in content]
    return content
