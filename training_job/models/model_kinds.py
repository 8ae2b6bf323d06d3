"""Both kinds of model, trained and cross-validated in the same way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from talent.learning import Platt
from training_job.models.backend import KerasModel
from training_job.models.dataset import Dataset
from training_job.models.graph import as_member, assemble
from training_job.models.hyperparameters import Hyperparameters, Keep
from training_job.models.linear import Linear, balanced, directions_of, fit_linear
from training_job.models.model_selection import Kind
from training_job.models.network import Part, Weights, as_model, fit_member, logits_of
from training_job.models.scaling import Array, Scaling, fit_scaling

Folds = NDArray[np.int64]

LINEAR_WORK: Final = 0.1
"""Time of a linear fit, as a share of a network's."""


class Stages(Protocol):
    """Where the state of every fit is kept, by its name, and who hears of progress."""

    def keep(self, name: str) -> Keep:
        """Return where a network's state is kept between epochs."""

    def done(self, name: str, work: float) -> object:
        """Take note that a fit is over; ``work`` in fits of one network."""


@dataclass(frozen=True, slots=True)
class Untold:
    """Stages that keep nothing; ``after_each`` is called after every fit."""

    after_each: Callable[[], object] = lambda: None

    def keep(self, name: str) -> Keep:
        """Keep nothing."""
        return Keep()

    def done(self, name: str, work: float) -> object:
        """Call ``after_each``."""
        return self.after_each()


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained candidate.

    Attributes
    ----------
    names : its features, in order.
    linear : of the linear kind; None of the other.
    members : of the network kind; empty of the other.
    details : what else is worth knowing of it, for the record.
    """

    kind: Kind
    names: tuple[str, ...]
    scaling: Scaling
    recipe: Hyperparameters
    linear: Linear | None
    members: tuple[Weights, ...]
    details: Mapping[str, Any]

    def logits(self, features: Array) -> Array:
        """Return the logits of raw features (n, d), shape (n,)."""
        scaled = self.scaling(features)
        if self.linear is not None:
            return self.linear.logits(scaled)
        return logits_of(list(self.members), scaled, self.recipe)

    def calibrated(self, platt: Platt) -> "Fitted":
        """Return the same with the calibration inside: new logit = slope logit + intercept."""
        if self.linear is not None:
            bias = platt.slope * self.linear.bias + platt.intercept
            linear = replace(self.linear, weights=platt.slope * self.linear.weights, bias=bias)
            return replace(self, linear=linear, details=_describe(linear))
        # The members' mean is linear in their last layers, so each takes the calibration in.
        return replace(self, members=tuple(_turned(each, platt) for each in self.members))

    def graph(self) -> KerasModel:
        """Return the Keras model from raw features to logit and probability."""
        if self.linear is not None:
            return assemble(self.scaling, [as_member(self.linear)])
        networks = [
            as_model(member, len(self.names), self.recipe, f"member_{number}")
            for number, member in enumerate(self.members, start=1)
        ]
        return assemble(self.scaling, networks)


def fit(
    kind: Kind,
    data: Dataset,
    folds: Folds,
    recipe: Hyperparameters,
    *,
    weights: Array | None = None,
    strength: float | None = None,
    stages: Stages | None = None,
    name: str = "final",
) -> Fitted:
    """Train one kind on all of ``data``.

    Parameters
    ----------
    folds : tell its singers apart, shape (n,). The linear kind chooses its strength across
        them; the network stops on the first.
    weights : how much every take counts, shape (n,); by default both classes count the same.
    strength : of the linear kind, where it was chosen before.
    stages, name : see :class:`Stages`.
    """
    stages = stages or Untold()
    scaling = fit_scaling(data.features, weights)
    scaled = scaling(data.features)
    if kind == "linear":
        linear = fit_linear(
            scaled, data.labels, folds, directions_of(data.names), weights, strength
        )
        stages.done(name, LINEAR_WORK)
        return Fitted(kind, data.names, scaling, recipe, linear, (), _describe(linear))
    validation = int(np.unique(folds)[0])
    members = _fit_members(scaled, data, folds == validation, recipe, weights, stages, name)
    details = {
        "seeds": list(recipe.seeds),
        "units": list(recipe.units),
        "early_stopping_fold": validation,
    }
    return Fitted(kind, data.names, scaling, recipe, None, members, details)


def cross_validate(
    kind: Kind,
    data: Dataset,
    folds: Folds,
    recipe: Hyperparameters,
    *,
    weights: Array | None = None,
    stages: Stages | None = None,
    name: str = "fold",
) -> Array:
    """Return the logit of every take by a model that knew none of its singer's takes.

    Scaling, regularisation and early stopping are all redone inside each round; the network
    stops on the fold after the one that is left out.
    """
    order = np.unique(folds)
    logits = np.empty(len(data))
    for index, fold in enumerate(order):
        away = folds == fold
        # The next fold becomes the first: the one on which the network stops.
        turned = (folds[~away] - order[(index + 1) % len(order)]) % (int(order[-1]) + 1)
        known = weights[~away] if weights is not None else None
        found = fit(
            kind,
            data.where(~away),
            turned if kind == "network" else folds[~away],
            recipe,
            weights=known,
            stages=stages,
            name=f"{name}-{fold}",
        )
        logits[away] = found.logits(data.features[away])
    return logits


def _fit_members(
    scaled: Array,
    data: Dataset,
    stop: NDArray[np.bool_],
    recipe: Hyperparameters,
    weights: Array | None,
    stages: Stages,
    name: str,
) -> tuple[Weights, ...]:
    if weights is None:
        learned, heard = balanced(data.labels[~stop]), np.ones(int(stop.sum()))
    else:
        learned, heard = weights[~stop] / weights[~stop].mean(), weights[stop]
    training = Part(scaled[~stop], data.labels[~stop], learned)
    validation = Part(scaled[stop], data.labels[stop], heard)
    members = []
    for seed in recipe.seeds:
        stage = f"{name}-seed-{seed}"
        members.append(fit_member(training, validation, recipe, seed, stages.keep(stage)))
        stages.done(stage, 1.0)
    return tuple(members)


def _turned(member: Weights, platt: Platt) -> Weights:
    """Return a network whose last layer has the calibration in it."""
    *rest, kernel, bias = member
    slope, shift = np.float32(platt.slope), np.float32(platt.intercept)
    return (*rest, np.asarray(slope * kernel), np.asarray(slope * bias + shift))


def _describe(linear: Linear) -> dict[str, Any]:
    return {
        "weights": [round(float(weight), 6) for weight in linear.weights],
        "bias": round(linear.bias, 6),
        "C": linear.strength,
    }
