"""Transitions of a model from one status to the next.

    registered ─▶ candidate ── promoted ──────────────▶ in_service ── replaced ─▶ retired
              └─▶ rejected ─── the gate overridden ───────▶ ▲                        │
                                                            └─ promoted, rolled back to

Pure: every step is one :class:`talent.registry.model_record.Update`, stored as a whole or not at
all (:class:`talent.registry.ports.Registry`).
"""

from dataclasses import replace
from typing import Final

from talent.errors import GateRefused
from talent.registry.model_record import (
    HIGHEST_THRESHOLD,
    LOWEST_THRESHOLD,
    Action,
    Change,
    ModelRecord,
    ModelStatus,
    Pointer,
    Update,
    Why,
)
from talent.trainings.decision import RecordedDecision

MOST_BEFORE: Final = 20
"""Former models that are kept for rollbacks."""


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
            + (
                f": {RecordedDecision.from_record(model.decision).reason}" if model.decision else ""
            ),
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


def threshold_changed(
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
