"""Altered copies of what is learned from, measured once: see :mod:`training_job.job.augment`."""

import json
from collections.abc import Sequence
from typing import Final

import numpy as np

from talent.features.catalogue import FEATURE_SETS
from talent.recordings.store import recording_key
from talent.trainings.snapshot_document import Snapshot
from training_job.job.store import Store, get_many
from training_job.job.training_data import Role, TrainingData
from training_job.models.dataset import Dataset

KEPT: Final = "checkpoint/copies"


def augmented_copies(
    snapshot: Snapshot, learned: TrainingData, data: Store, candidate: Store
) -> TrainingData:
    """Measure altered copies of recordings, or read what an earlier attempt measured.

    Parameters
    ----------
    learned : recordings, every one of which some model learns from: the sound of one that is
        only judged is not even fetched.
    data : where the sound is. A recording whose sound is gone, or cannot be decoded any more,
        has no copies.
    candidate : where copies are kept for another attempt.
    """
    from training_job.job.augment import measured_copies

    recordings = learned.data.recordings.tolist()
    kept = [f"{KEPT}/{name}.json" for name in recordings]
    found = get_many(candidate, kept)
    names = FEATURE_SETS[snapshot.request.feature_set]
    rows: list[int] = []
    vectors: list[list[float | None]] = []
    for row, recording in enumerate(recordings):
        measured = _measured(found[row], names)
        if measured is None:
            rng = np.random.default_rng([snapshot.request.seed, int(recording[:8], 16)])
            (sound,) = get_many(data, [recording_key(recording)])
            content = b"[]" if sound is None else measured_copies(sound, rng)
            candidate.put(kept[row], content)
            measured = _measured(content, names) or []
        rows += [row] * len(measured)
        vectors += measured
    index = np.array(rows, dtype=np.int64)
    copies = Dataset(
        features=np.array(vectors, dtype=np.float64).reshape(len(rows), -1),
        labels=learned.data.labels[index],
        skills=learned.data.skills[index],
        groups=learned.data.groups[index],
        recordings=learned.data.recordings[index],
        feature_set=snapshot.request.feature_set,
    )
    roles = np.full(len(rows), Role.COPY, dtype=np.int64)
    return TrainingData(copies, roles, learned.folds[index])


def _measured(content: bytes | None, names: Sequence[str]) -> list[list[float | None]] | None:
    """Return the features of a recording's copies; None where the file is not of this code."""
    try:
        return [[each[name] for name in names] for each in json.loads(content or b"")]
    except (ValueError, TypeError, KeyError):
        return None
