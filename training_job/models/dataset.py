"""Features and labels in one table, with its fingerprint."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from talent.audio.clipping import ClippingMeter
from talent.audio.sound import Sound
from talent.errors import TakeRefused
from talent.features.catalogue import FEATURE_SETS
from talent.features.extract import analyse, extract
from talent.features.quality import assess
from talent.learning.splits import group_of
from training_job.singer import Clip, ClipSpec, render


class BadDataError(ValueError):
    """The data set cannot carry a training: trying again would not help."""


class Row(NamedTuple):
    """What is kept of one clip; ``refused`` is the gate's code, or None."""

    recording: str
    singer: str
    label: int
    skill: float
    vector: NDArray[np.float64]
    refused: str | None


@dataclass(frozen=True)
class Dataset:
    """Takes that passed the quality gate, in a fixed order.

    Attributes
    ----------
    features : float64 array, shape (n, d), raw, in the order of ``names``; NaN where undefined.
    labels : int64 array, shape (n,), 1 good, 0 bad.
    skills : float64 array, shape (n,), the finer judgement behind the label.
    groups : str array, shape (n,), who sang (see :func:`talent.learning.splits.group_of`).
    recordings : str array, shape (n,), identifier of each take.
    refused : takes that the quality gate left out, by its code.
    feature_set : which features of the catalogue these are.
    """

    features: NDArray[np.float64]
    labels: NDArray[np.int64]
    skills: NDArray[np.float64]
    groups: NDArray[np.str_]
    recordings: NDArray[np.str_]
    refused: dict[str, int] = field(default_factory=dict)
    feature_set: str = "singing"

    def __post_init__(self) -> None:
        n = len(self.labels)
        columns = (self.features, self.skills, self.groups, self.recordings)
        if self.features.ndim != 2 or any(len(column) != n for column in columns):
            raise ValueError(f"columns of {[len(c) for c in columns]} rows for {n} labels")
        if not np.isin(self.labels, (0, 1)).all():
            raise ValueError("labels must be 0 or 1")
        if self.features.shape[1] != len(self.names):
            raise ValueError(
                f"{self.features.shape[1]} features; the set {self.feature_set!r} has "
                f"{len(self.names)}"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the features, in order."""
        return FEATURE_SETS[self.feature_set]

    def __len__(self) -> int:
        return len(self.labels)

    @classmethod
    def from_rows(cls, rows: Iterable[Row], feature_set: str = "singing") -> Self:
        """Keep the takes that were not refused and count the others."""
        rows = list(rows)
        kept = [row for row in rows if row.refused is None]
        if not kept:
            raise BadDataError(f"none of the {len(rows)} takes can be used")
        return cls(
            features=np.stack([row.vector for row in kept]),
            labels=np.array([row.label for row in kept], dtype=np.int64),
            skills=np.array([row.skill for row in kept], dtype=np.float64),
            groups=np.array([group_of(row.singer, row.recording) for row in kept]),
            recordings=np.array([row.recording for row in kept]),
            refused=dict(sorted(Counter(r.refused for r in rows if r.refused).items())),
            feature_set=feature_set,
        )

    def where(self, rows: NDArray[np.bool_]) -> "Dataset":
        """Return some of the rows; what was refused cannot be told apart and is left out."""
        return replace(
            self,
            features=self.features[rows],
            labels=self.labels[rows],
            skills=self.skills[rows],
            groups=self.groups[rows],
            recordings=self.recordings[rows],
            refused={},
        )

    def on(self, feature_set: str) -> "Dataset":
        """Return the same takes with the features of another set, which these must contain."""
        columns = [self.names.index(name) for name in FEATURE_SETS[feature_set]]
        return replace(self, features=self.features[:, columns], feature_set=feature_set)

    def sha256(self) -> str:
        """Return the fingerprint of every value, in order."""
        digest = hashlib.sha256()
        # Any NaN means "undefined": their bit patterns must not matter.
        features = np.where(np.isnan(self.features), np.nan, self.features)
        for column in (features, self.labels, self.skills):
            digest.update(np.ascontiguousarray(column).tobytes())
        for names in (self.groups, self.recordings):
            digest.update("\0".join(names.tolist()).encode() + b"\0\0")
        return digest.hexdigest()

    def save(self, path: Path) -> None:
        """Write everything but the refusals as a NumPy archive."""
        np.savez(
            path,
            features=self.features,
            labels=self.labels,
            skills=self.skills,
            groups=self.groups,
            recordings=self.recordings,
            feature_set=self.feature_set,
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as archive:
            columns = {name: archive[name] for name in archive.files}
        return cls(**{**columns, "feature_set": str(columns["feature_set"])})


def make_dataset(
    specs: Sequence[ClipSpec],
    *,
    workers: int,
    feature_set: str = "singing",
    after_each: Callable[[], object] = lambda: None,
) -> Dataset:
    """Sing, analyse and gate clips, in parallel; ``after_each`` is called once per clip."""

    def counted() -> Iterable[Row]:
        each = partial(to_row, feature_set=feature_set)
        for row in render(specs, workers=workers, each=each):
            after_each()
            yield row

    return Dataset.from_rows(counted(), feature_set)


def to_row(clip: Clip, feature_set: str = "singing") -> Row:
    """Measure a clip exactly as a decoded upload would be."""
    sound = to_sound(clip)
    analysis = analyse(sound)
    refused = None
    try:
        assess(analysis)
    except TakeRefused as refusal:
        refused = refusal.code
    vector = extract(sound, feature_set, analysis=analysis)
    return Row(clip.clip_id, clip.singer_id, clip.label, clip.skill, vector, refused)


def to_sound(clip: Clip) -> Sound:
    """Return a clip as the decoder would return a mono float WAV file of it."""
    meter = ClippingMeter()
    meter.add(clip.samples[:, np.newaxis], float(np.abs(clip.samples).max(initial=0.0)))
    return Sound(
        samples=clip.samples,
        container="WAV",
        codec="FLOAT",
        source_rate=clip.sample_rate,
        channels=1,
        clipped_ratio=meter.ratio,
    )


def class_weights(labels: NDArray[np.int64]) -> dict[int, float]:
    """Return weights that let both classes count the same: n / (2 n_class)."""
    counts = np.bincount(labels, minlength=2)
    if not counts.all():
        raise BadDataError(f"{counts[1]} good and {counts[0]} bad takes: both kinds are needed")
    return {label: len(labels) / (2.0 * int(count)) for label, count in enumerate(counts)}
