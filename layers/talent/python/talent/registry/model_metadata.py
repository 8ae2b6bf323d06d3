"""Metadata of a registered model, read from its files without loading it."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from talent.errors import ModelCorrupt
from talent.model.artifact import EVALUATION, MANIFEST, sha256
from talent.model.manifest import Manifest
from talent.registry.model_record import ModelRecord
from talent.registry.ports import Published
from talent.registry.promote import published_files


class ModelMetadata(NamedTuple):
    """The documents of a model.

    Attributes
    ----------
    evaluation : the whole of ``evaluation.json``.
    """

    manifest: Manifest
    evaluation: Mapping[str, Any]


def model_metadata(record: ModelRecord, models: Published) -> ModelMetadata:
    """Return the documents of a model; raise ModelCorrupt where they are not its own."""
    files = published_files(record, models)
    if MANIFEST not in files or sha256(files[MANIFEST]) != record.sha256:
        raise _changed(record, MANIFEST)
    manifest = Manifest.from_json(files[MANIFEST])
    if EVALUATION not in files or sha256(files[EVALUATION]) != manifest.files.get(EVALUATION):
        raise _changed(record, EVALUATION)
    return ModelMetadata(manifest, json.loads(files[EVALUATION]))


def _changed(record: ModelRecord, name: str) -> ModelCorrupt:
    return ModelCorrupt(
        f"{name} of model {record.version} is not the one that was registered",
        advice="The other models and what serves are not affected.",
        values={"file": name},
    )
