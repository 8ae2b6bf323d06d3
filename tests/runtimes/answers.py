"""What one interpreter answers for the recordings in a folder, as JSON.

Usage: python -m tests.runtimes.answers FOLDER
"""

import hashlib
import importlib.metadata
import json
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np

from talent.audio.decode import decode
from talent.features.catalogue import FEATURE_SETS
from talent.features.extract import extract
from talent.model.artifact import DEFAULT_FOLDER, Model, load_model, read_folder


def main(folder: Path) -> None:
    """Print who answers, and the answers by file name."""
    model = load_model(read_folder(DEFAULT_FOLDER))
    json.dump(
        {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "runtime": _runtime(),
            "graph": hashlib.sha256((DEFAULT_FOLDER / "model.tflite").read_bytes()).hexdigest(),
            "heavy": sorted(
                {"tensorflow", "librosa", "sklearn", "scipy"}.intersection(_installed())
            ),
            "takes": {path.name: _answer(path, model) for path in sorted(folder.glob("*.wav"))},
        },
        sys.stdout,
    )


def _answer(path: Path, model: Model) -> dict[str, Any]:
    recording = path.read_bytes()
    vector = extract(decode(recording), "all")
    features = dict(zip(FEATURE_SETS["all"], vector.tolist(), strict=True))
    scores = model.score(np.array([features[name] for name in model.manifest.features]))
    return {
        "sha256": hashlib.sha256(recording).hexdigest(),
        "features": features,
        "logit": scores.logit,
        "probability": scores.probability,
    }


def _installed() -> set[str]:
    return set(importlib.metadata.packages_distributions())


def _runtime() -> str:
    """Return name and version of the TFLite runtime that talent.model.interpreter took."""
    name = "ai-edge-litert" if "ai_edge_litert" in sys.modules else "tflite-runtime"
    return f"{name} {importlib.metadata.version(name)}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
