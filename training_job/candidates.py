"""Both kinds of model, trained and cross-validated in the same way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from training_job.backend import KerasModel
from training_job.choice import Kind
from training_job.dataset import Dataset
from training_job.graph import as_member, assemble
from training_job.linear import Linear, directions_of, fit_linear
from training_job.network import fit_network, logits_of
from training_job.recipe import Recipe
from training_job.scaling import Array, fit_scaling


class Logits(Protocol):
    """A fitted model, as a function from scaled features (n, d) to logits (n,)."""

    def __call__(self, scaled: Array) -> Array:
        """Return logits."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained candidate.

    Attributes
    ----------
    graph : Keras model from raw features to logit and probability.
    details : what is worth knowing of it, for the record.
    """

    kind: Kind
    graph: KerasModel
    details: Mapping[str, Any]


def fit(
    kind: Kind,
    data: Dataset,
    folds: NDArray[np.int64],
    recipe: Recipe,
    after_each: Callable[[], object] = lambda: None,
) -> Fitted:
    """Train one kind on all of ``data``; ``folds`` tell its singers apart."""
    scaling = fit_scaling(data.features)
    scaled = scaling(data.features)
    if kind == "linear":
        linear = fit_linear(scaled, data.labels, folds, directions_of(data.names))
        after_each()
        return Fitted(kind, assemble(scaling, [as_member(linear)]), _describe(linear))
    validation = int(np.unique(folds)[0])
    members = _fit_members(scaled, data.labels, folds == validation, recipe, after_each)
    details = {"seeds": list(recipe.seeds), "units": list(recipe.units)}
    return Fitted(kind, assemble(scaling, members), details | {"early_stopping_fold": validation})


def cross_validate(
    kind: Kind,
    data: Dataset,
    folds: NDArray[np.int64],
    recipe: Recipe,
    after_each: Callable[[], object] = lambda: None,
) -> Array:
    """Return the probability of every take by a model that knew none of its singer's takes.

    Scaling, regularisation and early stopping are all redone inside each round; the network
    stops on the fold after the one that is left out.
    """
    names = np.unique(folds)
    logits = np.empty(len(data))
    for index, fold in enumerate(names):
        away = folds == fold
        scaling = fit_scaling(data.features[~away])
        scaled, labels, rest = scaling(data.features), data.labels[~away], folds[~away]
        model: Logits
        if kind == "linear":
            model = fit_linear(scaled[~away], labels, rest, directions_of(data.names)).logits
            after_each()
        else:
            stop = rest == names[(index + 1) % len(names)]
            members = _fit_members(scaled[~away], labels, stop, recipe, after_each)
            model = partial(logits_of, members)
        logits[away] = model(scaled[away])
    return np.asarray(1.0 / (1.0 + np.exp(-logits)))


def _fit_members(
    scaled: Array,
    labels: NDArray[np.int64],
    stop: NDArray[np.bool_],
    recipe: Recipe,
    after_each: Callable[[], object],
) -> list[KerasModel]:
    training = scaled[~stop], labels[~stop]
    return fit_network(training, (scaled[stop], labels[stop]), recipe, after_each)


def _describe(linear: Linear) -> dict[str, Any]:
    return {
        "weights": [round(float(weight), 6) for weight in linear.weights],
        "bias": round(linear.bias, 6),
        "C": linear.strength,
    }
