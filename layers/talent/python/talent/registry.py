"""What is kept of models: which one serves, where each stands, and what was ever changed.

    registered ─▶ candidate ── promoted ──────────────▶ in_service ── replaced ─▶ retired
              └─▶ rejected ─── the gate overridden ───────▶ ▲                        │
                                                            └─ promoted, rolled back to

Pure data and pure steps. Every step is one :class:`Update`, stored as a whole or not at all
(:class:`talent.ports.Registry`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from talent.errors import GateRefused

VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What every version of a model looks like."""
LOWEST_THRESHOLD: Final = 0.05
HIGHEST_THRESHOLD: Final = 0.95
MOST_BEFORE: Final = 20
"""How far back can be rolled."""


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
    """Which model serves, with all that is needed to load it and nothing else.

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
    """What was changed about one model, when, by what and why.

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
    """What is to be stored together: a pointer, and models with what was changed about each.

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


def registered(model: ModelRecord, why: Why) -> Update:
    """Return the step that makes a model known."""
    change = Change(model.version, why.now, Action.REGISTERED, why.cause, why.reason)
    return Update(((replace(model, revision=1), change),))


def promoted(
    model: ModelRecord,
    *,
    pointer: Pointer | None,
    serving: ModelRecord | None,
    why: Why,
    override: bool = False,
) -> Update:
    """Return the step that puts a model into service; raise GateRefused.

    Parameters
    ----------
    pointer, serving : the model in service until now, as they were read.
    override : whether a model that the gate rejected is to serve all the same.
    """
    rejected = model.status is ModelStatus.REJECTED
    if rejected and not override:
        raise GateRefused(
            f"The gate rejected model {model.version}"
            + (f": {model.decision['reason']}" if model.decision else ""),
            advice='Send {"override": true} to put it into service all the same; it is recorded.',
        )
    before = () if pointer is None else (*pointer.before, pointer.version)[-MOST_BEFORE:]
    return _exchanged(model, pointer, before, serving, why, overridden=rejected)


def rolled_back(
    model: ModelRecord, *, pointer: Pointer, serving: ModelRecord | None, why: Why
) -> Update:
    """Return the step that puts the previous model back into service."""
    if pointer.previous != model.version:
        raise ValueError(f"model={model.version!r}: expected {pointer.previous!r}")
    return _exchanged(model, pointer, pointer.before[:-1], serving, why)


def with_threshold(
    model: ModelRecord, threshold: float, *, pointer: Pointer | None, why: Why
) -> Update:
    """Return the step that moves a model's threshold.

    Parameters
    ----------
    threshold : LOWEST_THRESHOLD..HIGHEST_THRESHOLD.
    pointer : the model in service, as it was read: it moves along where it is this one.
    """
    if not LOWEST_THRESHOLD <= threshold <= HIGHEST_THRESHOLD:
        raise ValueError(
            f"threshold={threshold}: expected {LOWEST_THRESHOLD}..{HIGHEST_THRESHOLD}, such as 0.5"
        )
    change = Change(
        model.version,
        why.now,
        Action.THRESHOLD_CHANGED,
        why.cause,
        why.reason,
        threshold=(model.threshold, threshold),
    )
    moved = _next(replace(model, threshold=threshold), why)
    if pointer is not None and pointer.version == model.version:
        pointer = replace(pointer, threshold=threshold, revision=pointer.revision + 1)
    else:
        pointer = None
    return Update(((moved, change),), pointer)


def _exchanged(
    model: ModelRecord,
    pointer: Pointer | None,
    before: tuple[str, ...],
    serving: ModelRecord | None,
    why: Why,
    *,
    overridden: bool = False,
) -> Update:
    now = Pointer(
        version=model.version,
        sha256=model.sha256,
        threshold=model.threshold,
        since=why.now,
        before=before,
        revision=pointer.revision + 1 if pointer else 1,
    )
    old = serving.version if serving else None
    entering = replace(model, status=ModelStatus.IN_SERVICE)
    came = Change(
        model.version, why.now, Action.PROMOTED, why.cause, why.reason, old, overridden=overridden
    )
    steps = [(_next(entering, why), came)]
    if serving is not None:
        leaving = replace(serving, status=ModelStatus.RETIRED)
        went = Change(
            serving.version, why.now, Action.RETIRED, why.cause, why.reason, model.version
        )
        steps.append((_next(leaving, why), went))
    return Update(tuple(steps), now)


def _next(model: ModelRecord, why: Why) -> ModelRecord:
    return replace(model, updated_at=why.now, revision=model.revision + 1)
