"""Check a snapshot as if by a stranger, before anything is trained on it.

A fold that was wrongly assigned would let a model be judged on somebody it has heard.
"""

import re
from collections.abc import Sequence
from typing import Final

from talent.errors import ModelCorrupt
from talent.features.catalogue import EXTRACTOR_VERSION, FEATURE_SETS
from talent.ids import ID
from talent.learning import FOLDS
from talent.trainings.snapshot_document import Snapshot, SnapshotRecording
from training_job.models.dataset import BadDataError

_GROUP: Final = re.compile(r"[0-9a-f]{16}")


def read_snapshot(content: bytes) -> Snapshot:
    """Read ``manifest.json``; raise BadDataError where it cannot be trained on."""
    try:
        snapshot = Snapshot.from_json(content)
    except ModelCorrupt as error:
        raise BadDataError(f"{error}. {error.advice}") from error
    try:
        _check(snapshot)
    except (ValueError, TypeError) as error:
        raise BadDataError(f"the snapshot cannot be used: {error}") from error
    return snapshot


def _check(snapshot: Snapshot) -> None:
    if snapshot.extractor_version != EXTRACTOR_VERSION:
        raise ValueError(
            f"features of extractor {snapshot.extractor_version}, this code has "
            f"{EXTRACTOR_VERSION}: deploy functions and container together"
        )
    if snapshot.request.feature_set not in FEATURE_SETS:
        raise ValueError(f"feature_set {snapshot.request.feature_set!r}")
    for each in snapshot.recordings:
        _check_recording(each)
    _check_singers(snapshot.recordings)


def _check_recording(each: SnapshotRecording) -> None:
    if not (ID.fullmatch(each.id) and _GROUP.fullmatch(each.group)):
        raise ValueError(f"recording {each.id!r} of group {each.group!r}")
    known, fold = each.singer_known, each.fold
    if type(known) is not bool or type(fold) is not int or not 0 <= fold < FOLDS:
        raise ValueError(f"recording {each.id}: singer_known {known!r}, fold {fold!r}")
    if each.label not in ("good", "bad"):
        raise ValueError(f"recording {each.id}: label {each.label!r}")


def _check_singers(recordings: Sequence[SnapshotRecording]) -> None:
    if len({each.id for each in recordings}) < len(recordings):
        raise ValueError("a recording is in it twice")
    if len({(each.group, each.fold) for each in recordings}) > len(
        {each.group for each in recordings}
    ):
        raise ValueError("a singer is in two folds")
