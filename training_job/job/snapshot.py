"""What a retraining was asked for and on which recordings: ``manifest.json``, never changed.

It is written by the function that starts the training and checked here as if by a stranger: a
fold that was wrongly assigned would let a model be judged on somebody it has heard.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Self, get_args

from talent.features.catalogue import EXTRACTOR_VERSION, FEATURE_SETS
from talent.learning import FOLDS
from talent.model.artifact import sha256
from training_job.models.dataset import BadDataError

FORMAT: Final = 1
Source = Literal["uploads+base", "uploads", "base"]
SOURCES: Final[tuple[Source, ...]] = get_args(Source)

_ID: Final = re.compile(r"[0-9a-f]{32}")
_GROUP: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class SnapshotRequest:
    """What was asked for; the API has checked the bounds before.

    Attributes
    ----------
    test_share : share of the singers who are held out.
    augment : whether altered copies are trained on as well.
    seed : of everything that is drawn.
    """

    data_source: Source = "uploads+base"
    epochs: int = 100
    batch_size: int = 32
    test_share: float = 0.2
    augment: bool = False
    seed: int = 0

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Read the fields that are known; what is missing is as above."""
        request = cls(**{name: raw[name] for name in cls.__dataclass_fields__ if name in raw})
        whole = (request.epochs, request.batch_size, request.seed)
        if request.data_source not in SOURCES:
            raise ValueError(f"data_source {request.data_source!r}, expected one of {SOURCES}")
        if not all(type(number) is int for number in whole) or min(whole[:2]) < 1 or whole[2] < 0:
            raise ValueError(f"epochs, batch_size and seed are {whole}")
        if not 0.0 < request.test_share < 1.0 or type(request.augment) is not bool:
            raise ValueError(f"test_share {request.test_share}, augment {request.augment!r}")
        return request


@dataclass(frozen=True, slots=True)
class Chosen:
    """One recording of the snapshot.

    Attributes
    ----------
    sha256 : of its decoded sound.
    label : 1 good, 0 bad.
    group : stands for the singer.
    singer_known : False where nobody said who sang: the recording is a group of its own.
    fold : of the singer, 0 to 9, for ever.
    """

    id: str
    sha256: str
    label: int
    group: str
    singer_known: bool
    fold: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole of it.

    Attributes
    ----------
    digest : sha256 of the file.
    base_sha256 : what the synthetic base must be; None where nobody said.
    excluded : recordings that were left out, by reason.
    """

    training_id: str
    digest: str
    feature_set: str
    request: SnapshotRequest
    base_sha256: str | None
    recordings: tuple[Chosen, ...]
    excluded: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read ``manifest.json``; raise BadDataError where it cannot be used."""
        try:
            raw = json.loads(content)
            if raw["format"] != FORMAT:
                raise ValueError(f"format {raw['format']!r}, this code reads {FORMAT}")
            if raw["extractor_version"] != EXTRACTOR_VERSION:
                raise ValueError(
                    f"features of extractor {raw['extractor_version']}, this code has "
                    f"{EXTRACTOR_VERSION}: deploy functions and container together"
                )
            if raw["feature_set"] not in FEATURE_SETS:
                raise ValueError(f"feature_set {raw['feature_set']!r}")
            recordings = tuple(_chosen(each) for each in raw["recordings"])
            _check(recordings)
            return cls(
                training_id=str(raw["training_id"]),
                digest=sha256(content),
                feature_set=raw["feature_set"],
                request=SnapshotRequest.from_json(raw.get("request") or {}),
                base_sha256=(raw.get("base") or {}).get("sha256"),
                recordings=recordings,
                excluded=dict(raw.get("excluded") or {}),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            what = f"no field {error}" if isinstance(error, KeyError) else error
            raise BadDataError(f"the snapshot cannot be used: {what}") from error


def _chosen(raw: Mapping[str, Any]) -> Chosen:
    known, fold = raw["singer_known"], raw["fold"]
    if not (_ID.fullmatch(raw["id"]) and _GROUP.fullmatch(raw["group"])):
        raise ValueError(f"recording {raw['id']!r} of group {raw['group']!r}")
    if type(known) is not bool or type(fold) is not int or not 0 <= fold < FOLDS:
        raise ValueError(f"recording {raw['id']}: singer_known {known!r}, fold {fold!r}")
    label = {"good": 1, "bad": 0}.get(raw["label"])
    if label is None:
        raise ValueError(f"recording {raw['id']}: label {raw['label']!r}")
    return Chosen(raw["id"], str(raw["sha256"]), label, raw["group"], known, fold)


def _check(recordings: tuple[Chosen, ...]) -> None:
    if len({each.id for each in recordings}) < len(recordings):
        raise ValueError("a recording is in it twice")
    if len({(each.group, each.fold) for each in recordings}) > len(
        {each.group for each in recordings}
    ):
        raise ValueError("a singer is in two folds")
