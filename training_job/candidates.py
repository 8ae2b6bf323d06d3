"""Both kinds of model, trained in the same way and compared on singers they do not know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from talent.learning import draw_groups, evaluate, interval, metrics
from talent.learning.evaluate import as_record
from training_job.backend import KerasModel
from training_job.dataset import Dataset
from training_job.graph import assemble
from training_job.linear import Linear, fit_linear
from training_job.network import Recipe, fit_network, logits_of
from training_job.scaling import Array, fit_scaling

Kind = Literal["linear", "network"]
KINDS: Final[tuple[Kind, ...]] = ("linear", "network")

MARGIN: Final = 0.01
"""By how much AUC the network must beat the linear model to be worth its opacity."""


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
        linear = fit_linear(scaled, data.labels, folds)
        after_each()
        return Fitted(kind, assemble(scaling, [linear.to_keras()]), _describe(linear))
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
            model = fit_linear(scaled[~away], labels, rest).logits
            after_each()
        else:
            stop = rest == names[(index + 1) % len(names)]
            members = _fit_members(scaled[~away], labels, stop, recipe, after_each)
            model = lambda rows, members=members: logits_of(members, rows)  # noqa: E731
        logits[away] = model(scaled[away])
    return np.asarray(1.0 / (1.0 + np.exp(-logits)))


def choose(data: Dataset, probabilities: Mapping[Kind, Array]) -> tuple[Kind, dict[str, Any]]:
    """Return the kind that goes into service, and the record of how it was chosen.

    The linear model stays unless the network's cross-validated AUC is better by at least
    MARGIN and the interval of the difference, over the same draws of singers, excludes zero.
    """
    draws = draw_groups(data.groups)
    gain = interval(
        lambda labels, network, linear: metrics.auc(labels, network) - metrics.auc(labels, linear),
        draws,
        data.labels,
        probabilities["network"],
        probabilities["linear"],
    )
    kind: Kind = "network" if gain.value >= MARGIN and gain.low > 0.0 else "linear"
    measured = "takes of training singers, each judged by a model that did not know its singer"
    return kind, {
        "kind": kind,
        "rule": f"linear, unless the network's cross-validated AUC is at least {MARGIN} higher "
        "and the interval of the difference excludes zero",
        "network_minus_linear_auc": as_record(gain),
        "cross_validation": {
            name: evaluate(data.labels, p, data.groups, ratings=data.skills, measured_on=measured)
            for name, p in probabilities.items()
        },
    }


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
