"""Linear model: logistic regression that may not contradict the catalogue.

Every singing feature of the catalogue has a direction that goes with better singing. A weight
of the other sign, as the correlation between features likes to give, would lower the score of a
singer who does something better, and no explanation could justify that. So the weights are
bounded by the direction. Measured on the synthetic singer this costs nothing: the
cross-validated AUC stays the same within 0.001. An acoustic feature has no better side, so its
weight is free.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from talent.features.catalogue import FEATURES
from training_job.models.dataset import Dataset, class_weights
from training_job.models.scaling import Array, fit_scaling

STRENGTHS: Final = tuple(float(f"{10.0**power:.3g}") for power in np.arange(-3.0, 1.01, 0.5))
"""Candidates for C, the inverse of the strength of regularisation."""

SIGNS: Final = {"higher": 1.0, "lower": -1.0, "neither": 0.0}
"""Sign that a weight may have, by the direction of better singing; 0 leaves it free."""

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of scaled features, shape (d,), and a bias: logit = weights . x + bias."""

    weights: Array
    bias: float
    strength: float

    def logits(self, scaled: Array) -> Array:
        """Return the logits of scaled features (n, d), shape (n,)."""
        return np.asarray(scaled @ self.weights + self.bias)


def fit_linear(
    scaled: Array,
    labels: Labels,
    folds: NDArray[np.int64],
    directions: Array,
    weights: Array | None = None,
    strength: float | None = None,
) -> Linear:
    """Fit on scaled features, shape (n, d).

    Parameters
    ----------
    scaled, labels : training data; labels 0 or 1.
    folds : fold of every row, whole singers: the strength of regularisation is the simplest
        whose cross-validated log loss is within one standard error of the least.
    directions : sign that each weight may have, shape (d,); 0 where either.
    weights : how much every take counts, shape (n,); by default both classes count the same.
    strength : C, where it was chosen before.
    """
    bounded = directions != 0.0
    turn = np.where(bounded, directions, 1.0)
    turned = scaled * turn
    if strength is None:
        strength = _simplest_good_strength(turned, labels, folds, bounded, weights)
    found, bias = fit_logistic(turned, labels, strength, bounded=bounded, weights=weights)
    return Linear(found * turn, bias, strength)


def balanced(labels: Labels) -> Array:
    """Return weights, shape (n,), that let both classes count the same."""
    balance = class_weights(labels)
    return np.where(labels == 1, balance[1], balance[0])


def directions_of(names: Sequence[str]) -> Array:
    """Return the sign that the weight of each feature may have, shape (d,); 0 where either."""
    return np.array([SIGNS[FEATURES[name].better] for name in names])


def fit_logistic(
    features: Array,
    labels: Labels,
    strength: float,
    *,
    bounded: bool | NDArray[np.bool_],
    weights: Array | None = None,
    start: Array | None = None,
) -> tuple[Array, float]:
    """Return weights, shape (d,), and bias of a class-balanced logistic regression.

    Minimises sum_i v_i log(1 + exp(-s_i (w . x_i + b))) + |w|^2 / (2 C), with s_i = +-1 for the
    label, v_i the take's weight (n / (2 n_class) where none are given) and, where ``bounded``
    (for all weights, or one by one), w >= 0. The problem is convex; ``start``, shape (d + 1,),
    weights and bias of a similar one, only saves time.
    """
    weight = balanced(labels) if weights is None else weights

    def loss(point: Array) -> tuple[float, Array]:
        logits = features @ point[:-1] + point[-1]
        value = weight @ (np.logaddexp(0.0, logits) - labels * logits)
        error = weight * (expit(logits) - labels)
        slope = np.append(features.T @ error + point[:-1] / strength, error.sum())
        return float(value + 0.5 * point[:-1] @ point[:-1] / strength), slope

    size = features.shape[1]
    found = minimize(
        loss,
        np.zeros(size + 1) if start is None else start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0 if each else None, None) for each in np.broadcast_to(bounded, size)]
        + [(None, None)],
        options={"ftol": 1e-12, "gtol": 1e-8, "maxiter": 2000},
    )
    return np.asarray(found.x[:-1]), float(found.x[-1])


def linear_logits(data: Dataset, folds: NDArray[np.int64], weights: Array) -> tuple[float, Array]:
    """Return the best strength of the linear kind, and what it says of singers it did not know.

    Faster than to choose a strength anew in each round, as ``cross_validate`` does.
    """

    def scale(known: NDArray[np.bool_]) -> Array:
        return fit_scaling(data.features[known], weights[known])(data.features)

    return path_logits(scale, data.labels, folds, directions_of(data.names), weights)


def path_logits(
    scale: Callable[[NDArray[np.bool_]], Array],
    labels: Labels,
    folds: NDArray[np.int64],
    directions: Array,
    weights: Array,
) -> tuple[float, Array]:
    """Cross-validate all strengths at once; return the one to use, and its logits, shape (n,).

    Parameters
    ----------
    scale : returns all rows scaled, shape (n, d), as fitted on some of them.
    folds : fold of every row, whole singers.
    directions, weights : as in :func:`fit_linear`.

    The rule for the strength is that of :func:`fit_linear`. Each fit starts from the one with
    the next stronger regularisation.
    """
    bounded = directions != 0.0
    turn = np.where(bounded, directions, 1.0)
    logits = np.empty((len(STRENGTHS), len(labels)))
    names = np.unique(folds)
    losses = np.empty((len(STRENGTHS), len(names)))
    for column, fold in enumerate(names):
        away = folds == fold
        turned = scale(~away) * turn
        start = None
        for row, strength in enumerate(STRENGTHS):
            found, bias = fit_logistic(
                turned[~away],
                labels[~away],
                strength,
                bounded=bounded,
                weights=weights[~away],
                start=start,
            )
            start = np.append(found, bias)
            logits[row, away] = turned[away] @ found + bias
            loss = np.logaddexp(0.0, logits[row, away]) - labels[away] * logits[row, away]
            losses[row, column] = np.average(loss, weights=weights[away])
    chosen = _simplest(losses)
    return STRENGTHS[chosen], logits[chosen]


def _simplest(losses: Array) -> int:
    """Return the first strength within one standard error of the best; losses (C, folds)."""
    means = losses.mean(axis=1)
    best = int(means.argmin())
    error = losses[best].std(ddof=1) / np.sqrt(losses.shape[1])
    return int(np.argmax(means <= means[best] + error))


def _simplest_good_strength(
    turned: Array,
    labels: Labels,
    folds: NDArray[np.int64],
    bounded: NDArray[np.bool_],
    weights: Array | None,
) -> float:
    """Return the least C whose loss is within one standard error of the best.

    The rule of Breiman et al. (CART, 1984): among models that cannot be told apart, the
    simplest. Real voices and rooms differ from the training data, and a model that leans on
    many features a little is moved less by what changes one of them.
    """
    losses = np.array(
        [
            _cross_validated_losses(turned, labels, folds, strength, bounded, weights)
            for strength in STRENGTHS
        ]
    )
    return STRENGTHS[_simplest(losses)]


def _cross_validated_losses(
    turned: Array,
    labels: Labels,
    folds: NDArray[np.int64],
    strength: float,
    bounded: NDArray[np.bool_],
    weights: Array | None,
) -> list[float]:
    """Return, per fold, the mean log loss by a model that did not know its singers."""
    losses = []
    for fold in np.unique(folds):
        away = folds == fold
        known, unknown = (weights[~away], weights[away]) if weights is not None else (None, None)
        found, bias = fit_logistic(
            turned[~away], labels[~away], strength, bounded=bounded, weights=known
        )
        logits = turned[away] @ found + bias
        loss = np.logaddexp(0.0, logits) - labels[away] * logits
        losses.append(float(np.average(loss, weights=unknown)))
    return losses
