"""Run an exported graph in the runtime that serves it: a module to be run by itself.

A process of its own, because the TFLite runtime cannot work in one that has imported
TensorFlow. Reads the vectors, writes the answers and the operators of the graph.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training_job import LAYER, ROOT

TOLERANCE: Final = 1e-5
"""Largest difference between TFLite and Keras, of logit and of probability; of a logit beyond
1, as a share of it: both compute in single precision, whose steps grow with the number."""

FORBIDDEN: Final = ("VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "CALL_ONCE", "FLEX")
"""Operators of a graph whose weights live outside it, or that needs TensorFlow to run."""

HOSTILE: Final = (np.nan, np.inf, -np.inf, 1e30, -1e30, 3.4e38, 0.0)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the served graph made of some vectors.

    Attributes
    ----------
    logits, probabilities : float64 arrays, shape (n,).
    operators : names of the operators in the graph, each once.
    """

    logits: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    operators: tuple[str, ...]


class ExportError(Exception):
    """The exported graph cannot be served, or does not compute what it should."""


def ask(graph: bytes, vectors: NDArray[np.float64]) -> Answers:
    """Score vectors, shape (n, d), with the serving code in a child process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.tflite").write_bytes(graph)
        np.save(folder / "vectors.npy", vectors)
        paths = [str(ROOT), str(LAYER), os.environ.get("PYTHONPATH", "")]
        child = subprocess.run(  # noqa: S603 - our own module, our own files
            [sys.executable, "-m", "training_job.models.tflite_check", name],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            capture_output=True,
            text=True,
            check=False,
        )
        if child.returncode < 0:  # no fault of the graph: mostly, for want of memory
            raise ChildProcessError(f"the runtime was ended by signal {-child.returncode}")
        if child.returncode:
            raise ExportError(child.stderr.strip().splitlines()[-1])
        found = json.loads((folder / "answers.json").read_text())
    return Answers(
        np.array(found["logits"]), np.array(found["probabilities"]), tuple(found["operators"])
    )


def check_operators(operators: tuple[str, ...]) -> None:
    """Raise ExportError if the graph needs what the runtime does not have."""
    bad = [name for name in operators if name.upper().startswith(FORBIDDEN)]
    if bad or not operators:
        raise ExportError(f"operators {bad or operators} cannot be served")


def probes(vectors: NDArray[np.float64], seed: int = 0) -> NDArray[np.float64]:
    """Return random vectors in the range of the real ones, and hostile ones; shape (m, d)."""
    rng = np.random.default_rng(seed)
    known = np.where(np.isfinite(vectors), vectors, 0.0)
    middle, width = known.mean(axis=0), known.std(axis=0) + 1e-3
    random = rng.normal(middle, 3.0 * width, (100, len(middle)))
    holes = np.where(rng.random(random.shape) < 0.2, rng.choice(HOSTILE, random.shape), random)
    whole = np.array(HOSTILE)[:, np.newaxis] * np.ones(len(middle))
    return np.concatenate([random, holes, whole])


def check_equal(name: str, served: NDArray[np.float64], expected: NDArray[np.float64]) -> None:
    """Raise ExportError if the runtime's answers, shape (n,), are not those of Keras."""
    gap = float(np.max(np.abs(served - expected) / np.maximum(np.abs(expected), 1.0)))
    if not gap <= TOLERANCE:  # NaN must fail too
        raise ExportError(f"{name}: TFLite and Keras differ by {gap}, at most {TOLERANCE}")


def main(folder: Path) -> None:
    """Answer what is asked in a folder: model.tflite and vectors.npy to answers.json."""
    from talent.model.interpreter import Interpreter

    vectors = np.load(folder / "vectors.npy", allow_pickle=False)
    score = Interpreter((folder / "model.tflite").read_bytes(), inputs=vectors.shape[1])
    scores = [score(vector) for vector in vectors]
    # The runtime lists its operators only through this; DELEGATE stands for a group of them.
    details = score._interpreter._get_ops_details()
    answers = {
        "logits": [each.logit for each in scores],
        "probabilities": [each.probability for each in scores],
        "operators": sorted({detail["op_name"] for detail in details} - {"DELEGATE"}),
    }
    (folder / "answers.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
