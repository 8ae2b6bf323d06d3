"""Made-up recordings in a folder, as a deployment would have them: features, snapshot, audio."""

import hashlib
import json
from pathlib import Path

import numpy as np

from talent.features.catalogue import EXTRACTOR_VERSION, FEATURE_SETS
from talent.learning.splits import fold_of, group_of, pseudonym
from training_job.default_model.base import base_sha256
from training_job.models.linear import directions_of

SALT = "a deployment of the tests"
TRAINING = "f" * 32


def write_snapshot(
    folder: Path,
    *,
    singers: int,
    takes: int = 2,
    strength: float = 2.0,
    seed: int = 1,
    unknown: bool = False,
    **request: str | int | float | bool,
) -> dict[str, str]:
    """Write a snapshot and its features; return the environment of the job.

    Parameters
    ----------
    strength : how well the features tell good from bad; 0 not at all.
    unknown : nobody said who sang.
    request : fields of the request.
    """
    rng = np.random.default_rng(seed)
    names = FEATURE_SETS["all"]
    signs = directions_of(names)
    recordings = []
    for singer in range(singers):
        skill = rng.random()
        for take in range(takes):
            digest = hashlib.sha256(f"{seed} {singer} {take}".encode()).hexdigest()
            label = int(skill + rng.normal(0.0, 0.1) > 0.5)
            values = strength * signs * (label - 0.5) + rng.normal(size=len(names))
            found = dict(zip(names, (10.0 * values).tolist(), strict=True))
            path = folder / "data" / "features" / digest[:32] / f"{EXTRACTOR_VERSION}.json"
            path.parent.mkdir(parents=True)
            values_of = found | {names[0]: None} if take == 1 else found
            path.write_text(
                json.dumps({"extractor_version": EXTRACTOR_VERSION, "values": values_of})
            )
            group = group_of(None if unknown else f"somebody {singer}", digest[:32])
            recordings.append(
                {
                    "id": digest[:32],
                    "sha256": digest,
                    "label": "good" if label else "bad",
                    "raters": 1,
                    "agreement": None,
                    "group": pseudonym(group, salt=SALT),
                    "singer_known": not unknown,
                    "fold": fold_of(group, salt=SALT),
                    "seconds": 10.0,
                }
            )
    snapshot = {
        "format": 1,
        "training_id": TRAINING,
        "created_at": "2026-01-01T00:00:00+00:00",
        "feature_set": "singing",
        "extractor_version": EXTRACTOR_VERSION,
        "request": request,
        "base": {"sha256": base_sha256()},
        "champion": "default",
        "recordings": recordings,
        "excluded": {"divided": 1, "no_features": 0, "no_consent": 2},
    }
    (folder / "manifest.json").write_text(json.dumps(snapshot))
    return {
        "TRAINING_ID": TRAINING,
        "SNAPSHOT_URI": (folder / "manifest.json").as_uri(),
        "DATA_URI": (folder / "data").as_uri(),
        "CANDIDATE_URI": (folder / "candidate").as_uri(),
    }
