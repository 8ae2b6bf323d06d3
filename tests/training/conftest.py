"""A model trained once, in a child process, on made-up features."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from talent.features.catalogue import FEATURE_SETS, feature_hash
from talent.model.artifact import Model, load_model, read_folder
from talent.model.interpreter import Interpreter
from tests.once import made_once
from tests.training.made_up import dataset
from training_job import LAYER, ROOT
from training_job.models.artifact import reference
from training_job.models.model_selection import Kind
from training_job.models.scaling import Array


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with the project's packages at hand."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(LAYER)]),
            # As `make` sets it: on small arrays more threads only wait for each other.
            "OPENBLAS_NUM_THREADS": "1",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def run_script(name: str, folder: Path) -> None:
    """Run a script beside this file that fills a folder; raise AssertionError if it fails."""
    child = run_python(str(Path(__file__).with_name(name)), str(folder))
    assert child.returncode == 0, child.stderr[-2000:]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with all that ``made_up.py`` makes."""
    return made_once(tmp_path_factory, "made", partial(run_script, "made_up.py"))


def load_made(made: Path, feature_set: str, kind: Kind) -> tuple[Model, Array]:
    """Return a model of a kind on a feature set, and vectors as it may meet them, shape (n, d)."""
    start = made / (kind if feature_set == "singing" else f"{feature_set}-{kind}")
    names = FEATURE_SETS[feature_set]
    model = load_model(read_folder(made / "model"))
    manifest = replace(
        model.manifest,
        kind=kind,
        feature_set=feature_set,
        features=names,
        feature_hash=feature_hash(names),
    )
    with np.load(start.with_suffix(".npz")) as keras:
        vectors: Array = keras["vectors"]
    score = Interpreter(start.with_suffix(".tflite").read_bytes(), inputs=len(names))
    quantiles = reference(dataset(feature_set))
    return replace(model, manifest=manifest, reference=quantiles, score=score), vectors
