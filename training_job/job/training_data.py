"""Training data of a retraining: the user's recordings, altered copies of them, and the base.

Each row has a role. What is judged is judged only by models that never saw its singer; altered
copies and, beside recordings, the base are only ever learned from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from talent.features.catalogue import FEATURE_SETS
from talent.learning import folds_of
from talent.learning.splits import stratified
from talent.recordings.store import features_key
from talent.trainings.snapshot_document import SnapshotRecording
from training_job.job.store import Store, get_many
from training_job.models.dataset import BadDataError, Dataset
from training_job.models.linear import balanced
from training_job.models.scaling import Array

PARTS: Final = 4
"""Into how many parts the training singers are divided, to choose and to calibrate."""

HELD_OUT_GROUPS: Final = 30
"""Singers in the held-out folds from which on holding out once is enough."""
HELD_OUT_EACH: Final = 10
"""And recordings of either label."""

Mode = Literal["held_out", "cross_validated"]
Rows = NDArray[np.bool_]
Folds = NDArray[np.int64]


class Role(IntEnum):
    """What a row is there for."""

    JUDGED = 0
    COPY = 1
    BASE = 2


@dataclass(frozen=True)
class TrainingData:
    """Rows of features with a role each.

    Attributes
    ----------
    data : n rows; a copy has its source's group and identifier.
    roles : int64 array, shape (n,), of :class:`Role`.
    folds : int64 array, shape (n,): the fixed fold of every singer.
    """

    data: Dataset
    roles: Folds
    folds: Folds

    def __post_init__(self) -> None:
        if not len(self.data) == len(self.roles) == len(self.folds):
            raise ValueError(f"{len(self.roles)} roles, {len(self.folds)} folds")

    def __len__(self) -> int:
        return len(self.data)

    @property
    def judged(self) -> Rows:
        """Which rows are judged, shape (n,)."""
        return np.asarray(self.roles == Role.JUDGED)

    def where(self, rows: Rows) -> "TrainingData":
        """Return some of the rows."""
        return TrainingData(self.data.where(rows), self.roles[rows], self.folds[rows])

    def without(self, folds: Sequence[int]) -> "TrainingData":
        """Return what may be learned from while some folds are held out.

        The base stays: none of its singers is a user's. Copies go with their sources.
        """
        return self.where((self.roles == Role.BASE) | ~np.isin(self.folds, folds))

    def held_out(self, folds: Sequence[int]) -> "TrainingData":
        """Return what is judged in some folds: never a copy, never the base."""
        return self.where(self.judged & np.isin(self.folds, folds))

    def with_labels(self, labels: NDArray[np.int64]) -> "TrainingData":
        """Return the same with other labels of the judged rows, in their order.

        A copy gets the label of its source.
        """
        new = self.data.labels.copy()
        new[self.judged] = labels
        names = self.data.recordings
        given = dict(zip(names[self.judged].tolist(), labels.tolist(), strict=True))
        for row in np.flatnonzero(self.roles == Role.COPY):
            new[row] = given[str(names[row])]
        return replace(self, data=replace(self.data, labels=new))

    def weights(self, base_weight: float) -> Array:
        """Return how much every row counts, shape (n,).

        Within the recordings, and within the base, good and bad count the same. A recording and
        its copies count as one recording; the whole base counts as ``base_weight`` recordings.
        """
        weights = np.empty(len(self))
        base = self.roles == Role.BASE
        for rows in (base, ~base):
            labels = self.data.labels[rows]
            both = len(set(labels.tolist())) == 2
            weights[rows] = balanced(labels) if both else 1.0
        weights[base] *= base_weight / max(int(base.sum()), 1)
        _, which, counts = np.unique(
            self.data.recordings[~base], return_inverse=True, return_counts=True
        )
        weights[~base] /= counts[which]
        return weights

    def parts(self) -> Folds:
        """Divide the singers into PARTS, or fewer where there are fewer singers; shape (n,).

        Recordings and base apart, so that each part has its share of both.
        """
        base = self.roles == Role.BASE
        own = self.data.where(~base)
        number = min(PARTS, len(set(own.groups.tolist())))
        parts = np.empty(len(self), dtype=np.int64)
        parts[~base] = stratified(own.labels, own.groups, number)
        if base.any():
            rest = self.data.where(base)
            parts[base] = stratified(rest.labels, rest.groups, number)
        return parts


def read_recordings(
    recordings: Sequence[SnapshotRecording], feature_set: str, store: Store
) -> tuple[TrainingData, int]:
    """Read the features of recordings; return them and how many are no longer there.

    A recording that was deleted since the snapshot was made must not be learned from.
    """
    contents = get_many(store, [features_key(each.id) for each in recordings])
    names = FEATURE_SETS[feature_set]
    kept = [(each, content) for each, content in zip(recordings, contents, strict=True) if content]
    if not kept:
        raise BadDataError(f"none of the {len(recordings)} recordings has features")
    rows = [_vector(each, content, names) for each, content in kept]
    labels = np.array([each.label == "good" for each, _ in kept], dtype=np.int64)
    data = Dataset(
        features=np.stack(rows),
        labels=labels,
        skills=labels.astype(np.float64),
        groups=np.array([each.group for each, _ in kept]),
        recordings=np.array([each.id for each, _ in kept]),
        feature_set=feature_set,
    )
    folds = np.array([each.fold for each, _ in kept], dtype=np.int64)
    roles = np.full(len(kept), Role.JUDGED, dtype=np.int64)
    return TrainingData(data, roles, folds), len(recordings) - len(kept)


def mode_of(material: TrainingData, test_folds: tuple[int, ...]) -> Mode:
    """Return how a material is to be judged."""
    away = material.held_out(test_folds).data
    groups = len(set(away.groups.tolist()))
    each = min(np.bincount(away.labels, minlength=2))
    enough = groups >= HELD_OUT_GROUPS and each >= HELD_OUT_EACH
    return "held_out" if enough else "cross_validated"


def learned_from(material: TrainingData, test_folds: tuple[int, ...]) -> TrainingData:
    """Return what any model learns from: all of it where everybody is judged in turn."""
    held_out = mode_of(material, test_folds) == "held_out"
    return material.without(test_folds) if held_out else material


def from_base(base: Dataset, role: Role) -> TrainingData:
    """Return the base as rows to judge, or only to learn from."""
    return TrainingData(base, np.full(len(base), role, dtype=np.int64), folds_of(base.groups))


def join(*materials: TrainingData) -> TrainingData:
    """Return the rows of several, one after the other."""
    columns = {
        name: np.concatenate([getattr(each.data, name) for each in materials])
        for name in ("features", "labels", "skills", "groups", "recordings")
    }
    return TrainingData(
        Dataset(**columns, feature_set=materials[0].data.feature_set),
        np.concatenate([each.roles for each in materials]),
        np.concatenate([each.folds for each in materials]),
    )


def _vector(recording: SnapshotRecording, content: bytes, names: Sequence[str]) -> Array:
    """Return a recording's features from its file, shape (d,); null is NaN."""
    try:
        found = json.loads(content)["values"]
        values = [found[name] for name in names]
        return np.array([np.nan if value is None else float(value) for value in values])
    except (ValueError, TypeError, KeyError) as error:
        raise BadDataError(f"the features of recording {recording.id} are damaged") from error
