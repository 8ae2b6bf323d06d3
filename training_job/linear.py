"""The simple candidate: class-balanced logistic regression."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from training_job.backend import KerasModel, keras, start_from
from training_job.scaling import Array

STRENGTHS: Final = tuple(float(f"{10.0**power:.3g}") for power in np.arange(-3.0, 1.01, 0.5))
"""Candidates for C, the inverse of the strength of regularisation."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of scaled features, shape (d,), and a bias: logit = weights . x + bias."""

    weights: Array
    bias: float
    strength: float

    def logits(self, scaled: Array) -> Array:
        """Return the logits of scaled features (n, d), shape (n,)."""
        return np.asarray(scaled @ self.weights + self.bias)

    def to_keras(self) -> KerasModel:
        """Return the same as a Keras model, in single precision."""
        start_from(0)
        layer = keras.layers.Dense(1, name="linear")
        model = keras.Sequential([keras.Input((len(self.weights),)), layer], name="linear_model")
        layer.set_weights([self.weights[:, np.newaxis], np.array([self.bias])])
        return model


def fit_linear(scaled: Array, labels: NDArray[np.int64], folds: NDArray[np.int64]) -> Linear:
    """Fit on scaled features, shape (n, d).

    Parameters
    ----------
    scaled, labels : training data; labels 0 or 1.
    folds : fold of every row, whole singers: the strength of regularisation is the one with
        the least cross-validated log loss.
    """
    losses = [_cross_validated_loss(scaled, labels, folds, strength) for strength in STRENGTHS]
    strength = STRENGTHS[int(np.argmin(losses))]
    fitted = _fit(scaled, labels, strength)
    return Linear(fitted.coef_[0], float(fitted.intercept_[0]), strength)


def _fit(scaled: Array, labels: NDArray[np.int64], strength: float) -> LogisticRegression:
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=1000)
    return model.fit(scaled, labels)


def _cross_validated_loss(
    scaled: Array, labels: NDArray[np.int64], folds: NDArray[np.int64], strength: float
) -> float:
    probabilities = np.empty(len(labels))
    for fold in np.unique(folds):
        away = folds == fold
        model = _fit(scaled[~away], labels[~away], strength)
        probabilities[away] = model.predict_proba(scaled[away])[:, 1]
    return float(log_loss(labels, probabilities))
