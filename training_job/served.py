"""Run an exported graph in the runtime that serves it: ``python -m training_job.served``.

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

import numpy as np
from numpy.typing import NDArray

from training_job import LAYER, ROOT


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
            [sys.executable, "-m", "training_job.served", name],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            capture_output=True,
            text=True,
            check=False,
        )
        if child.returncode:
            raise ExportError(child.stderr.strip().splitlines()[-1])
        found = json.loads((folder / "answers.json").read_text())
    return Answers(
        np.array(found["logits"]), np.array(found["probabilities"]), tuple(found["operators"])
    )


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
