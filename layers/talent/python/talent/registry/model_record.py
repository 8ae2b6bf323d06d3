"""Records of the registry: the pointer to the model in service, models, and their changes.

Pure data; :mod:`talent.registry.transitions` says what may follow what.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""Pattern of a model's version."""
LOWEST_THRESHOLD: Final = 0.05
HIGHEST_THRESHOLD: Final = 0.95


class ModelStatus(StrEnum):
    """Where a model stands."""

    CANDIDATE = "candidate"
    REJECTED = "rejected"
    IN_SERVICE = "in_service"
    RETIRED = "retired"


class Action(StrEnum):
    """What became of a model."""

    REGISTERED = "registered"
    PROMOTED = "promoted"
    RETIRED = "retired"
    THRESHOLD_CHANGED = "threshold_changed"


class Cause(StrEnum):
    """Who or what wanted it."""

    TRAINING = "training"
    GATE = "gate"
    MANUAL = "manual"
    ROLLBACK = "rollback"
    INSTALLATION = "installation"


@dataclass(frozen=True, slots=True)
class Pointer:
    """Pointer to the model in service, with all that is needed to load it and nothing else.

    Attributes
    ----------
    sha256 : of its ``manifest.json``, which names the sha256 of every other file.
    threshold : the operator's.
    since : when it went into service.
    before : versions that served before it, the latest last: the way back.
    revision : grows with every change; a writer names the one it read.
    """

    version: str
    sha256: str
    threshold: float
    since: datetime
    before: tuple[str, ...] = ()
    revision: int = 1

    @property
    def previous(self) -> str | None:
        """What a rollback leads to."""
        return self.before[-1] if self.before else None


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """One model.

    Attributes
    ----------
    sha256 : of its ``manifest.json``, which names the sha256 of every other file.
    training_id : the training it came from; None for the one that comes with the code.
    threshold : the operator's; in the beginning the manifest's own.
    metrics : the most important figures of its evaluation.
    decision : what the gate decided and on which numbers; None where it was not asked.
    revision : grows with every change; a writer names the one it read. 0: nowhere stored.
    """

    version: str
    status: ModelStatus
    sha256: str
    kind: str
    feature_set: str
    threshold: float
    created_at: datetime
    updated_at: datetime
    training_id: str | None = None
    metrics: Mapping[str, Any] | None = None
    decision: Mapping[str, Any] | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Change of one model: what, when, by what and why.

    Attributes
    ----------
    reason : in words.
    other : the model it replaced, or that replaced it.
    overridden : whether the gate had rejected it.
    threshold : before and after, where it was changed.
    """

    version: str
    at: datetime
    action: Action
    cause: Cause
    reason: str
    other: str | None = None
    overridden: bool = False
    threshold: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Rows to be stored together: a pointer, and models with the change of each.

    All revisions are already the new ones; the stored ones must be lower by one.
    """

    models: tuple[tuple[ModelRecord, Change], ...]
    pointer: Pointer | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """On whose account something is done, and when."""

    cause: Cause
    reason: str
    now: datetime
