"""Write a model's folder, byte for byte the same for the same model.

A model is named by all that makes it what it is: graph, documents, data and libraries. So the
same training gives the same files under the same version, and anything else, be it the same
graph from other recordings, another version.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np

from talent.features.catalogue import feature_hash
from talent.model.artifact import CARD, EVALUATION, GRAPH, MANIFEST, REFERENCE, sha256
from talent.model.manifest import Calibration, Manifest
from training_job.models.dataset import Dataset
from training_job.models.model_card import Story, card
from training_job.models.model_selection import Kind

THRESHOLD: Final = 0.5
UNCERTAIN_BAND: Final = (0.25, 0.75)
QUANTILES: Final = tuple(round(0.05 * step, 2) for step in range(21))
LIBRARIES: Final = ("tensorflow-cpu", "keras", "scikit-learn", "numpy")
DIGEST: Final = 12
"""Hexadecimal digits in a version: two of a million models are the same by chance once in 500."""
DIGITS: Final = 6
"""Decimals in the JSON files: enough for every use, and the same on every machine."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts that a model's folder is made of.

    ``training`` is the part it was trained on; ``provenance`` and ``details`` go into the
    manifest as they are. ``calibration`` and ``story`` are those of a model of synthetic
    singing where nothing is given.
    """

    prefix: str
    sung_by: str
    kind: Kind
    graph: bytes
    evaluation: Mapping[str, Any]
    training: Dataset
    provenance: Mapping[str, Any]
    details: Mapping[str, Any]
    calibration: Calibration | None = None
    story: Story | None = None


def write_model(parts: Parts, folder: Path) -> Manifest:
    """Write the five files, the manifest last; there is no time stamp in any of them."""
    manifest, files = files_of(parts)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return manifest


def files_of(parts: Parts) -> tuple[Manifest, dict[str, bytes]]:
    """Return the manifest and the content of the five files by name, the manifest last."""
    unnamed, _ = _assemble(parts, parts.prefix)
    return _assemble(parts, f"{parts.prefix}-{sha256(unnamed.to_json().encode())[:DIGEST]}")


def _assemble(parts: Parts, name: str) -> tuple[Manifest, dict[str, bytes]]:
    feature_set, names = parts.training.feature_set, parts.training.names
    files = {
        GRAPH: parts.graph,
        EVALUATION: canonical_json(parts.evaluation),
        REFERENCE: canonical_json(reference(parts.training)),
        CARD: card(
            name, parts.kind, parts.evaluation, parts.sung_by, feature_set, parts.story
        ).encode(),
    }
    manifest = Manifest(
        version=name,
        kind=parts.kind,
        features=names,
        feature_hash=feature_hash(names),
        feature_set=feature_set,
        threshold=THRESHOLD,
        uncertain_band=UNCERTAIN_BAND,
        calibration=parts.calibration
        or Calibration("synthetic", n=len(parts.training), singers=len(set(parts.training.groups))),
        training=parts.provenance,
        libraries={library: version(library) for library in LIBRARIES},
        files={file: sha256(content) for file, content in files.items()},
        extra={"model": parts.details},
    )
    return manifest, files | {MANIFEST: manifest.to_json().encode()}


def reference(training: Dataset) -> dict[str, Any]:
    """Return quantiles of every feature, over all takes and per class; None without values."""
    rows = {
        "all": np.ones(len(training), dtype=bool),
        "good": training.labels == 1,
        "bad": training.labels == 0,
    }
    return {
        "quantiles": list(QUANTILES),
        "takes": {name: int(chosen.sum()) for name, chosen in rows.items()},
        "features": {
            feature: {
                name: _quantiles(training.features[chosen, column]) for name, chosen in rows.items()
            }
            for column, feature in enumerate(training.names)
        },
    }


def canonical_json(content: object) -> bytes:
    """Return JSON with rounded numbers and sorted keys; NaN is refused."""
    text = json.dumps(_rounded(content), indent=1, sort_keys=True, allow_nan=False)
    return text.encode() + b"\n"


def _quantiles(values: np.ndarray[Any, Any]) -> list[float] | None:
    known = values[np.isfinite(values)]
    return np.quantile(known, QUANTILES).tolist() if len(known) else None


def _rounded(content: object) -> object:
    if isinstance(content, float):
        return round(content, DIGITS)
    if isinstance(content, Mapping):
        return {str(key): _rounded(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_rounded(value) for value in content]
    return content
