"""A model as a set of files: read, checked and never trusted before.

model.tflite      the graph, scaling included
manifest.json     what it is, and the sha256 of every other file
evaluation.json   how good it was on singers it never heard
reference.json    quantiles of every feature, per class, in its training data
model_card.md     the same for people
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from talent.errors import FeatureMismatch, ModelCorrupt, ModelMissing
from talent.features.catalogue import FEATURE_SETS, feature_hash
from talent.model.interpreter import Interpreter
from talent.model.manifest import Manifest

MANIFEST: Final = "manifest.json"
GRAPH: Final = "model.tflite"
EVALUATION: Final = "evaluation.json"
REFERENCE: Final = "reference.json"
CARD: Final = "model_card.md"
FILES: Final = (MANIFEST, GRAPH, EVALUATION, REFERENCE, CARD)
SERVED_SETS: Final = tuple(FEATURE_SETS)
"""Feature sets that a prediction computes; a model on any other is refused."""
DEFAULT_FOLDER: Final = Path(__file__).parent / "default"
"""The model that comes with the code, trained on synthetic singing; made by `make model`."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that passed every check and is ready to score."""

    manifest: Manifest
    evaluation: Mapping[str, Any]
    reference: Mapping[str, Any]
    card: str
    score: Interpreter


def load_model(files: Mapping[str, bytes], *, digest: str | None = None) -> Model:
    """Check a model's files and load its graph.

    Parameters
    ----------
    files : content of every file in FILES, by name.
    digest : sha256 that the manifest must have; None where nobody knows it yet.

    Raises
    ------
    ModelMissing
        If there is no manifest.
    ModelCorrupt
        If a file is missing, differs from its sha256 or does not load.
    FeatureMismatch
        If it was trained on other features than this code extracts.
    """
    if MANIFEST not in files:
        raise ModelMissing(
            "There is no manifest.json where the model should be",
            advice="Publish a model: `make model` makes the default one.",
        )
    if digest is not None and (found := sha256(files[MANIFEST])) != digest:
        raise ModelCorrupt(
            "manifest.json is not the one that was registered",
            advice="Publish the model again; the previous one can keep serving.",
            values={"found": found, "expected": digest},
        )
    manifest = Manifest.from_json(files[MANIFEST])
    _check_files(manifest, files)
    served = manifest.feature_set in SERVED_SETS
    known = FEATURE_SETS[manifest.feature_set] if served else None
    if manifest.features != known or manifest.feature_hash != feature_hash(manifest.features):
        raise FeatureMismatch(
            f"Model {manifest.version} was trained on other features than this code extracts",
            advice="Train a model with this version of the code, or deploy the code it was "
            "trained with.",
            values={
                "model": manifest.feature_hash,
                "code": feature_hash(known) if known else "feature set not served",
            },
        )
    try:
        evaluation, reference = json.loads(files[EVALUATION]), json.loads(files[REFERENCE])
    except ValueError as error:
        raise ModelCorrupt(f"A JSON file of the model cannot be read: {error}") from error
    return Model(
        manifest=manifest,
        evaluation=evaluation,
        reference=reference,
        card=files[CARD].decode(),
        score=Interpreter(files[GRAPH], inputs=len(manifest.features)),
    )


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the model files that are in a folder, by name."""
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}


def sha256(content: bytes) -> str:
    """Return the hexadecimal SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def _check_files(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    for name in FILES:
        if name == MANIFEST:
            continue
        found = sha256(files[name]) if name in files else "missing"
        expected = manifest.files.get(name, "not listed")
        if found != expected:
            raise ModelCorrupt(
                f"{name} of model {manifest.version} is not the file its manifest names",
                advice="Publish the model again; the previous one can keep serving.",
                values={"file": name, "found": found, "expected": expected},
            )
