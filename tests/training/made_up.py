"""Trains on made-up features, in a process of its own: ``python made_up.py FOLDER``.

TensorFlow must never be imported by pytest's own process: no TFLite interpreter would work in
it any more. So everything that needs Keras happens here, once, and the tests look at the files.

    FOLDER/model         the artifact of :func:`training_job.default_model.train.train`
    FOLDER/poisoned      the same, after the held-out singers' takes were turned to nonsense
    FOLDER/all           the same as model, on all features
    FOLDER/{kind}.tflite, {kind}.npz     each kind, and what Keras answers to some vectors
    FOLDER/{set}-{kind}.tflite, .npz     the same on each other feature set
    FOLDER/unfrozen.tflite               a graph exported the wrong way
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from talent.features.catalogue import FEATURE_SETS, NAMES
from talent.learning import folds_of
from training_job.models.dataset import Dataset
from training_job.models.hyperparameters import Hyperparameters
from training_job.models.linear import directions_of

KerasModel: TypeAlias = Any
TEST_FOLDS = (0, 1, 2, 3, 4, 5, 6)
RECIPE = Hyperparameters(epochs=3, seeds=(1,))
SMALL = replace(RECIPE, units=(32, 16), dropout=(0.2, 0.1))
"""For the other feature sets, where it is not the network's size that matters."""
SINGERS, TAKES = 80, 3
OTHER_SETS = tuple(name for name in FEATURE_SETS if name != "singing")


def dataset(feature_set: str = "singing") -> Dataset:
    """Return takes whose features follow the skill, each in a unit of its own, with holes.

    Features without a direction of better singing go down with the skill.
    """
    names = FEATURE_SETS[feature_set]
    signs = directions_of(names)
    signs[signs == 0.0] = -1.0
    rng = np.random.default_rng(42)
    n = SINGERS * TAKES
    skills = np.clip(np.repeat(rng.random(SINGERS), TAKES) + rng.normal(0, 0.05, n), 0, 1)
    scaled = signs * (skills[:, np.newaxis] - 0.5) * 4 + rng.normal(size=(n, len(names)))
    features = scaled * np.geomspace(0.01, 1000, len(names)) + np.linspace(-50, 500, len(names))
    features[rng.random(features.shape) < 0.03] = np.nan
    return Dataset(
        features=features,
        labels=(skills > 0.5).astype(np.int64),
        skills=skills,
        groups=np.repeat([f"singer:{number}" for number in range(SINGERS)], TAKES),
        recordings=np.array([f"take {number}" for number in range(n)]),
        refused={"too_noisy": 2},
        feature_set=feature_set,
    )


def poisoned(data: Dataset) -> Dataset:
    """Return the same with the held-out part turned around and blown up."""
    away = np.isin(folds_of(data.groups), TEST_FOLDS)
    features = np.where(away[:, np.newaxis], 1e6 - 7.0 * data.features, data.features)
    return replace(data, features=features, labels=np.where(away, 1 - data.labels, data.labels))


def main(folder: Path) -> None:
    """Make every file the tests look at."""
    from training_job.default_model.train import Origin, train

    data = dataset()
    origin = Origin("made-up", "nobody", {"data": "made up"})
    for name, version in {"model": data, "poisoned": poisoned(data)}.items():
        train(version, folder / name, origin, test_folds=TEST_FOLDS, recipe=RECIPE)
    train(dataset("all"), folder / "all", origin, test_folds=TEST_FOLDS, recipe=SMALL)
    for other in OTHER_SETS:
        _export_both(dataset(other), folder, SMALL, f"{other}-")
    _export_wrongly(_export_both(data, folder, RECIPE), folder / "unfrozen.tflite")


def _export_both(
    data: Dataset, folder: Path, recipe: Hyperparameters, prefix: str = ""
) -> KerasModel:
    """Export a model of each kind; return the last as Keras has it."""
    from training_job.models.export import answers_of, export
    from training_job.models.model_kinds import fit
    from training_job.models.model_selection import KINDS
    from training_job.models.tflite_check import probes

    vectors = np.concatenate([data.features, probes(data.features)])
    for kind in KINDS:
        model = fit(kind, data, folds_of(data.groups), recipe).graph()
        (folder / f"{prefix}{kind}.tflite").write_bytes(export(model))
        np.savez(folder / f"{prefix}{kind}.npz", vectors=vectors, **answers_of(model, vectors))
    return model


def _export_wrongly(model: KerasModel, path: Path) -> None:
    """Export a graph that reads its weights from variables: they stay behind."""
    from training_job.models.backend import tf

    def call(features: KerasModel) -> KerasModel:
        return model(features)

    function = tf.function(call).get_concrete_function(
        features=tf.TensorSpec((1, len(NAMES)), tf.float32)
    )
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], model)
    converter.experimental_enable_resource_variables = True
    path.write_bytes(converter.convert())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
