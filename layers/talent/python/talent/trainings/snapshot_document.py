"""The snapshot of a training, ``manifest.json``: what was asked for and on which recordings.

Written once by the state machine, never changed, read by the training job and the comparison.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final, Self

from talent.errors import ModelCorrupt
from talent.model.artifact import sha256
from talent.trainings.request import TrainingRequest

FORMAT: Final = 1


def snapshot_key(training_id: str) -> str:
    """Return where the snapshot of a training is."""
    return f"snapshots/{training_id}/manifest.json"


@dataclass(frozen=True, slots=True)
class SnapshotRecording:
    """One recording of a snapshot.

    Attributes
    ----------
    sha256 : of its decoded sound.
    label : good or bad.
    raters, agreement : how many people rated it, and the share of their pairs that agree.
    group : stands for the singer.
    singer_known : False where nobody said who sang: the recording is a group of its own.
    fold : of the singer, 0 to 9, for ever.
    """

    id: str
    sha256: str
    label: str
    raters: int
    agreement: float | None
    group: str
    singer_known: bool
    fold: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The request of a training and the recordings it rests on.

    Attributes
    ----------
    base_sha256 : what the synthetic base must be; None without it.
    champion : version of the model that served when it was written.
    excluded : recordings that were left out, by reason.
    digest : sha256 of the file it was read from; "" before.
    """

    training_id: str
    created_at: str
    extractor_version: int
    request: TrainingRequest
    base_sha256: str | None
    champion: str
    recordings: tuple[SnapshotRecording, ...]
    excluded: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""

    def to_json(self) -> bytes:
        """Return the content of the file."""
        document = {
            "format": FORMAT,
            "training_id": self.training_id,
            "created_at": self.created_at,
            "feature_set": self.request.feature_set,
            "extractor_version": self.extractor_version,
            "request": self.request.as_record(),
            "base": None if self.base_sha256 is None else {"sha256": self.base_sha256},
            "champion": self.champion,
            "recordings": [asdict(each) for each in self.recordings],
            "excluded": dict(self.excluded),
        }
        return (json.dumps(document, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read the file; raise ModelCorrupt where it cannot be used."""
        try:
            raw = json.loads(content)
            if raw["format"] != FORMAT:
                raise ValueError(f"format {raw['format']!r}, this code reads {FORMAT}")
            asked = {**(raw.get("request") or {}), "feature_set": raw["feature_set"]}
            return cls(
                training_id=str(raw["training_id"]),
                created_at=str(raw["created_at"]),
                extractor_version=raw["extractor_version"],
                request=TrainingRequest.from_record(asked),
                base_sha256=(raw.get("base") or {}).get("sha256"),
                champion=str(raw["champion"]),
                recordings=tuple(SnapshotRecording(**each) for each in raw["recordings"]),
                excluded=dict(raw.get("excluded") or {}),
                digest=sha256(content),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            what = f"no field {error}" if isinstance(error, KeyError) else error
            raise ModelCorrupt(
                f"the snapshot cannot be used: {what}",
                advice="Deploy functions and container of one version together; then train again.",
            ) from error
