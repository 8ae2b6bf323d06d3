"""Learn a calibrated model from rows; nothing outside the rows is used.

    rows ── parts of singers ──┬── weight of the base     by cross-validation
                               ├── linear or network      by cross-validation
                               ├── calibration            on the same out-of-part logits
                               └── the model              on all rows

Whatever is to be judged is kept out of the rows. So a cross-validation around this function
judges all of it, its choices included.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from talent.learning import sigmoid
from training_job.job.training_data import PARTS, Role, TrainingData
from training_job.models.calibration import Calibrated, Uncalibrated, calibrate
from training_job.models.dataset import BadDataError
from training_job.models.hyperparameters import Hyperparameters
from training_job.models.linear import linear_logits
from training_job.models.model_kinds import LINEAR_WORK, Fitted, Stages, cross_validate, fit
from training_job.models.model_selection import KINDS, Kind, prefer, prefer_weight, select_kind
from training_job.models.scaling import Array

BASE_WEIGHTS: Final = (0.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
"""As how many recordings the whole base may count."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Result of learning.

    Attributes
    ----------
    fitted : the model, calibration included.
    calibration : it, or why there is none.
    base_weight : as how many recordings the base counted; None without a base.
    strength : C of the linear kind.
    choice : record of the choice of the kind; empty where it was not asked for.
    """

    fitted: Fitted
    calibration: Calibrated | Uncalibrated
    base_weight: float | None
    strength: float
    choice: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan of learning.

    Attributes
    ----------
    recipe : of the network; its first seed alone is used to cross-validate.
    calibrate : whether what is judged are the user's own recordings.
    base_weights : to choose from, where there is a base.
    """

    recipe: Hyperparameters
    calibrate: bool = True
    base_weights: tuple[float, ...] = BASE_WEIGHTS


def learn(
    material: TrainingData, plan: Plan, stages: Stages, name: str, *, record: bool = True
) -> Learned:
    """Learn from all rows.

    Parameters
    ----------
    name : of the stages, unique within a training.
    record : whether the record of the choice is wanted; it takes a second.
    """
    _check(material)
    weight, strength, linear = _weigh(material, plan)
    material = _without_base(material) if weight == 0.0 else material
    stages.done(f"{name}-linear", LINEAR_WORK)
    judged, parts = material.judged, material.parts()
    network = cross_validate(
        "network",
        material.data,
        parts,
        replace(plan.recipe, seeds=plan.recipe.seeds[:1]),
        weights=material.weights(weight or 0.0),
        stages=stages,
        name=f"{name}-network",
    )
    logits: dict[Kind, Array] = {"linear": linear, "network": network[judged]}
    data = material.data.where(judged)
    probabilities = {each: sigmoid(logits[each]) for each in KINDS}
    choice: Mapping[str, Any] = {}
    if record:
        kind, choice = select_kind(data, probabilities)
    else:
        kind, _ = prefer(data.labels, data.groups, probabilities)
    fitted = refit(material, kind, weight, strength, plan, stages, f"{name}-final")
    found = calibrate(logits[kind], data) if plan.calibrate else Uncalibrated.SYNTHETIC
    return Learned(
        fitted=fitted.calibrated(found.platt) if isinstance(found, Calibrated) else fitted,
        calibration=found,
        base_weight=weight,
        strength=strength,
        choice=choice,
    )


def refit(
    material: TrainingData,
    kind: Kind,
    weight: float | None,
    strength: float,
    plan: Plan,
    stages: Stages,
    name: str,
) -> Fitted:
    """Fit one kind on all rows, with nothing left to choose and without calibration."""
    if weight == 0.0:
        material = _without_base(material)
    return fit(
        kind,
        material.data,
        material.parts(),
        plan.recipe,
        weights=material.weights(weight or 0.0),
        strength=strength,
        stages=stages,
        name=name,
    )


def work_of(plan: Plan) -> float:
    """Return about how much work :func:`learn` is, in fits of one network."""
    return LINEAR_WORK + PARTS + 0.5 * len(plan.recipe.seeds)


def _weigh(material: TrainingData, plan: Plan) -> tuple[float | None, float, Array]:
    """Return the weight of the base, and the linear kind's strength and logits with it.

    The logits are of what is judged, each by a model that did not know the singer.
    """
    data = material.data.where(material.judged)
    if not (material.roles == Role.BASE).any():
        strength, logits = linear_logits(material.data, material.parts(), material.weights(0.0))
        return None, strength, logits[material.judged]
    found = {}
    for weight in plan.base_weights:
        rows = _without_base(material) if weight == 0.0 else material
        if _both(rows):
            strength, logits = linear_logits(rows.data, rows.parts(), rows.weights(weight))
            found[weight] = strength, logits[rows.judged]
    scores = {weight: logits for weight, (_, logits) in found.items()}
    chosen = prefer_weight(data.labels, data.groups, scores)
    return chosen, *found[chosen]


def _without_base(material: TrainingData) -> TrainingData:
    return material.where(material.roles != Role.BASE)


def _both(material: TrainingData) -> bool:
    """Say whether every part can be left out and both labels still be learned from."""
    parts, labels = material.parts(), material.data.labels
    return all(len(set(labels[parts != part].tolist())) == 2 for part in np.unique(parts))


def _check(material: TrainingData) -> None:
    data = material.data.where(material.judged)
    singers = len(set(data.groups.tolist()))
    if singers < 3:
        raise BadDataError(
            f"{len(data)} recordings by {singers} singers can be learned from; at least 3 singers "
            "are needed: to learn, to stop and to compare"
        )
    if not _both(material):
        good = int(material.data.labels.sum())
        raise BadDataError(
            f"{good} good and {len(material) - good} bad recordings to learn from: more of the "
            "rarer label, by other singers, would work"
        )
