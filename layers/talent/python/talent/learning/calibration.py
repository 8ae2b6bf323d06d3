"""Calibration of a logit to a probability that means what it says: Platt scaling.

P(good | logit) = 1 / (1 + exp(-(slope logit + intercept))), fitted by maximum likelihood on
takes that the model was not trained on [1]_, with Platt's smoothed targets instead of 0 and 1:
even a calibration set that the model separates perfectly does not prove that it always will.

References
----------
.. [1] Platt. "Probabilistic outputs for support vector machines and comparisons to regularized
   likelihood methods." Advances in Large Margin Classifiers, MIT Press 1999.
.. [2] Lin, Lin, Weng. "A note on Platt's probabilistic outputs for support vector machines."
   Machine Learning 68, 2007 (Newton's method with backtracking, and its numerics).
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talent.learning.metrics import validate_labels

STEPS: Final = 100
GRADIENT: Final = 1e-9
"""Largest gradient, per take, at which the fit is over."""
RIDGE: Final = 1e-12
"""Keeps the Hessian invertible [2]."""
SUFFICIENT: Final = 1e-4
"""Share of the promised decrease that a step must keep [2]."""

Array = NDArray[np.float64]


class Platt(NamedTuple):
    """A calibration: ``slope`` and ``intercept`` of the new logit over the old."""

    slope: float
    intercept: float

    def __call__(self, logits: ArrayLike) -> Array:
        """Return calibrated probabilities of logits, any shape."""
        return sigmoid(self.slope * np.asarray(logits, dtype=np.float64) + self.intercept)


def sigmoid(logits: ArrayLike) -> Array:
    """Return 1 / (1 + exp(-logit)), any shape, without overflow."""
    return np.asarray(np.exp(-np.logaddexp(0.0, -np.asarray(logits, dtype=np.float64))))


def targets(labels: ArrayLike) -> Array:
    """Return Platt's targets, shape (n,): (n_good + 1) / (n_good + 2) and 1 / (n_bad + 2) [1]."""
    truth = np.asarray(labels, dtype=np.float64)
    good = truth.sum()
    bad = len(truth) - good
    return np.where(truth == 1.0, (good + 1.0) / (good + 2.0), 1.0 / (bad + 2.0))


def fit_platt(logits: ArrayLike, labels: ArrayLike) -> Platt:
    """Fit the two numbers by Newton's method with backtracking [2].

    Parameters
    ----------
    logits : of takes that the model was not trained on, shape (n,).
    labels : 0 or 1, shape (n,), both kinds.

    Returns
    -------
    Platt. A slope that is not positive says that the logits order takes the wrong way round or
    not at all: whoever uses it must not turn the order of the takes around.

    Raises
    ------
    ValueError
        If the labels are all the same, or the logits are: there is nothing to fit.
    """
    truth, old = validate_labels(labels, logits)
    if len(np.unique(truth)) < 2:
        raise ValueError("labels are all the same: both kinds are needed to calibrate")
    centre, size = float(old.mean()), float(old.std())
    if not size > 1e-9 * (1.0 + abs(centre)):
        raise ValueError(f"the logits are all {centre:.3g}: there is nothing to calibrate")
    # Standardised, the problem is well conditioned whatever the unit of the logits.
    design = np.stack([(old - centre) / size, np.ones(len(old))], axis=1)
    wanted = targets(truth)
    share = float(truth.mean())
    point = np.array([0.0, np.log(share / (1.0 - share))])
    value = _loss(point, design, wanted)
    for _ in range(STEPS):
        probability = sigmoid(design @ point)
        gradient = design.T @ (probability - wanted)
        if np.abs(gradient).max() <= GRADIENT * len(old):
            break
        curvature = (design.T * (probability * (1.0 - probability))) @ design
        step = np.linalg.solve(curvature + RIDGE * np.eye(2), -gradient)
        slope, size_of_step = float(gradient @ step), 1.0
        while size_of_step > 1e-10:
            new = _loss(point + size_of_step * step, design, wanted)
            if new <= value + SUFFICIENT * size_of_step * slope:
                break
            size_of_step /= 2.0
        else:
            break  # rounding: no step improves any more
        point, value = point + size_of_step * step, new
    return Platt(float(point[0] / size), float(point[1] - point[0] * centre / size))


def _loss(point: Array, design: Array, wanted: Array) -> float:
    """Return the cross-entropy -sum t log p + (1 - t) log(1 - p), without overflow."""
    logits = design @ point
    return float(np.sum(np.logaddexp(0.0, logits) - wanted * logits))
