"""The held-out predictions of a candidate, ``scores.json``: what it is compared by."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from talent.errors import ModelCorrupt

SCORES: Final = "scores.json"
FORMAT: Final = 1
"""That of documents which name none; only another one would be named."""


def candidate_key(training_id: str, name: str = SCORES) -> str:
    """Return where a file of what the trainer made is."""
    return f"candidates/{training_id}/{name}"


def scores_key(version: str) -> str:
    """Return where the scores of a published model are: candidates are not kept for ever."""
    return f"models/{version}/{SCORES}"


@dataclass(frozen=True, slots=True)
class ScoredRecording:
    """Prediction for one recording by a model that never heard its singer.

    Attributes
    ----------
    label : good or bad.
    probability : of good, 0..1.
    features : by name, of a synthetic take, which is in no bucket; None of any other.
    """

    id: str
    group: str
    fold: int
    label: str
    probability: float
    features: Mapping[str, float | None] | None = None


@dataclass(frozen=True, slots=True)
class HeldOutScores:
    """The held-out predictions of one candidate.

    Attributes
    ----------
    mode : how the singers were held out.
    trained_groups : singers the shipped model learned from, as they were known then.
    trained_recordings : what they sang, as a singer may be corrected later; empty where only
        the singers were written down.
    """

    mode: str
    version: str
    trained_groups: frozenset[str]
    trained_recordings: frozenset[str]
    recordings: tuple[ScoredRecording, ...]

    def as_record(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        rows = map(asdict, self.recordings)
        return {
            "mode": self.mode,
            "version": self.version,
            "trained_groups": sorted(self.trained_groups),
            "trained_recordings": sorted(self.trained_recordings),
            "recordings": [{n: v for n, v in row.items() if v is not None} for row in rows],
        }

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read the file; raise ModelCorrupt where it cannot be used."""
        try:
            raw = json.loads(content)
            if raw.get("format", FORMAT) != FORMAT:
                raise ValueError(f"format {raw['format']!r}, this code reads {FORMAT}")
            return cls(
                mode=str(raw["mode"]),
                version=str(raw["version"]),
                trained_groups=frozenset(map(str, raw["trained_groups"])),
                trained_recordings=frozenset(map(str, raw.get("trained_recordings", ()))),
                recordings=tuple(
                    ScoredRecording(**each | {"probability": float(each["probability"])})
                    for each in raw["recordings"]
                ),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            what = f"no field {error}" if isinstance(error, KeyError) else error
            raise ModelCorrupt(
                f"the scores of a model cannot be used: {what}",
                advice="Deploy functions and container of one version together; then train again.",
            ) from error
