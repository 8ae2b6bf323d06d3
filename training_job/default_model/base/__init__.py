"""Synthetic base: the measured takes that the default model came from, as a table; no sound.

``base.npz`` holds what was measured on them, so that retraining can mix them with the user's
recordings without singing them again. `make model` writes it. Its fingerprint, over the singing
features, is the one in the default model's manifest (``dataset_sha256``).
"""

import io
import json
from pathlib import Path
from typing import Final

import numpy as np

from talent.model.artifact import DEFAULT_FOLDER, MANIFEST
from training_job.models.dataset import BadDataError, Dataset

TABLE: Final = Path(__file__).with_name("base.npz")


def save_base(data: Dataset, path: Path = TABLE) -> None:
    """Write takes measured on all features; raises ValueError on any other set.

    Singing features keep every bit, for the fingerprint; acoustic ones are kept in single
    precision, which is what a model's graph computes in.
    """
    if data.feature_set != "all":
        raise ValueError(f"feature_set={data.feature_set!r}: the base holds all features")
    content = io.BytesIO()
    np.savez_compressed(
        content,
        singing=data.on("singing").features,
        acoustic=data.on("acoustic").features.astype(np.float32),
        labels=data.labels.astype(np.int8),
        skills=data.skills,
        groups=data.groups.astype(np.bytes_),
        recordings=data.recordings.astype(np.bytes_),
        refused=np.bytes_(json.dumps(data.refused, sort_keys=True).encode()),
    )
    path.write_bytes(content.getvalue())


def load_base(
    feature_set: str = "singing", *, sha256: str | None = None, path: Path = TABLE
) -> Dataset:
    """Read the base on one feature set.

    Parameters
    ----------
    feature_set : one of FEATURE_SETS.
    sha256 : what its fingerprint must be; by default nothing is asked.

    Raises
    ------
    BadDataError
        If the fingerprint is another.
    """
    with np.load(path, allow_pickle=False) as archive:
        columns = {name: archive[name] for name in archive.files}
    features = np.concatenate([columns["singing"], columns["acoustic"]], axis=1, dtype=np.float64)
    data = Dataset(
        features=features,
        labels=columns["labels"].astype(np.int64),
        skills=columns["skills"],
        groups=columns["groups"].astype(np.str_),
        recordings=columns["recordings"].astype(np.str_),
        refused=json.loads(columns["refused"].item()),
        feature_set="all",
    )
    found = data.on("singing").sha256()
    if sha256 is not None and found != sha256:
        raise BadDataError(
            f"the synthetic base is {found[:12]}, the snapshot names {sha256[:12]}: the container "
            "and the functions come from different versions of the code"
        )
    return data.on(feature_set)


def base_sha256() -> str:
    """Return the fingerprint of the base, as the default model's manifest names it."""
    manifest = json.loads((DEFAULT_FOLDER / MANIFEST).read_text())
    return str(manifest["training"]["dataset_sha256"])
