"""Network model: the dense network this backend began with, trained epoch by epoch.

The loop is our own rather than Keras', for three reasons. After every epoch all that the next
one depends on can be kept and taken up again, so that a killed training ends with the very
weights of an undisturbed one: the order of the takes follows from seed and epoch, dropout's
random numbers from a state that is kept with the weights. The compiled step is used for every
fit of a cross-validation, instead of being compiled for each. And every take has its weight.
"""

from dataclasses import replace
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training_job.models.backend import KerasModel, keras, start_from, tf
from training_job.models.hyperparameters import Epoch, Hyperparameters, Keep
from training_job.models.scaling import Array

Labels = NDArray[np.int64]
Weights = tuple[NDArray[Any], ...]
"""Of one network, in the order of Keras' ``get_weights``: small arrays, float32."""

LEAST_GAIN: Final = 1e-4
"""By how much the validation loss must fall to put off slowing down (Keras' own default)."""


class Part(NamedTuple):
    """Scaled features (n, d), labels (n,) and how much every take counts (n,), mean 1."""

    features: Array
    labels: Labels
    weights: Array


def fit_member(
    training: Part, validation: Part, recipe: Hyperparameters, seed: int, keep: Keep | None = None
) -> Weights:
    """Train one network and return the weights of its best epoch.

    Parameters
    ----------
    training : what is learned from.
    validation : other singers: they decide when to slow down and when to stop. They must not
        be what the model is judged on.
    seed : of the first weights, of dropout and of the order of the takes.
    keep : for resuming and for progress.
    """
    keep = keep or Keep()
    trainer = _trainer(training.features.shape[1], recipe)
    state = _State.begin(trainer, seed)
    if (kept := keep.resume(state.arrays(trainer))) is not None:
        state = _State.from_arrays(kept)
        trainer.restore(state)
    data = trainer.tensors(training)
    while not state.over(recipe):
        order = _order(len(training.labels), recipe.batch_size, seed, state.epoch)
        loss = float(trainer.epoch(*data, order))
        found = trainer.judge(validation)
        state.learn(trainer, found[0], recipe)
        keep.after_epoch(state.arrays(trainer), Epoch(state.epoch, loss, *found))
    return tuple(state.best)


def logits_of(members: list[Weights], scaled: Array, recipe: Hyperparameters) -> Array:
    """Return the members' mean logit of scaled features (n, d), shape (n,)."""
    trainer = _trainer(scaled.shape[1], recipe)
    logits = [trainer.logits(member, scaled) for member in members]
    return np.asarray(np.mean(logits, axis=0), dtype=np.float64)


def as_model(member: Weights, inputs: int, recipe: Hyperparameters, name: str) -> KerasModel:
    """Return a trained network as a Keras model from scaled features (n, d) to logits (n, 1)."""
    start_from(0)
    model = _build(recipe, inputs, name)
    model.set_weights(list(member))
    return model


def _build(recipe: Hyperparameters, inputs: int, name: str) -> KerasModel:
    layers: list[KerasModel] = [keras.Input((inputs,))]
    for units, rate in zip(recipe.units, recipe.dropout, strict=True):
        layers += [
            keras.layers.Dense(units, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(rate),
        ]
    return keras.Sequential([*layers, keras.layers.Dense(1)], name=name)


def _order(n: int, batch: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """Return the rows of every step, shape (steps, batch); other rows are left over each time."""
    size = min(batch, n)
    order = np.random.default_rng([seed, epoch]).permutation(n)
    return order[: n // size * size].reshape(-1, size)


class _State:
    """What the next epoch depends on, beside the variables of model and optimiser."""

    def __init__(self, numbers: dict[str, float], best: list[NDArray[Any]]) -> None:
        self.numbers, self.best = numbers, best
        self.variables: list[NDArray[Any]] = []

    @classmethod
    def begin(cls, trainer: "_Trainer", seed: int) -> "_State":
        trainer.start(seed)
        numbers = {"epoch": 0, "best": np.inf, "since_best": 0, "plateau": np.inf, "since": 0}
        return cls(numbers, trainer.model.get_weights())

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> "_State":
        numbers = {key[7:]: float(value) for key, value in arrays.items() if key[:7] == "number_"}
        state = cls(numbers, _listed(arrays, "best"))
        state.variables = _listed(arrays, "variable")
        return state

    def arrays(self, trainer: "_Trainer") -> dict[str, NDArray[Any]]:
        numbers = {f"number_{key}": np.float64(value) for key, value in self.numbers.items()}
        best = {f"best_{i:03d}": value for i, value in enumerate(self.best)}
        kept = {f"variable_{i:03d}": value.numpy() for i, value in enumerate(trainer.variables)}
        return {name: np.asarray(value) for name, value in (numbers | best | kept).items()}

    @property
    def epoch(self) -> int:
        return int(self.numbers["epoch"])

    def over(self, recipe: Hyperparameters) -> bool:
        return self.epoch >= recipe.epochs or self.numbers["since_best"] >= recipe.patience

    def learn(self, trainer: "_Trainer", loss: float, recipe: Hyperparameters) -> None:
        """Take note of an epoch: keep the best weights, slow down where nothing improves."""
        now = self.numbers
        now["epoch"] += 1
        now["since_best"] += 1
        if loss < now["best"]:
            now["best"], now["since_best"] = loss, 0
            self.best = trainer.model.get_weights()
        now["since"] += 1
        if loss < now["plateau"] - LEAST_GAIN:
            now["plateau"], now["since"] = loss, 0
        elif now["since"] >= recipe.plateau:
            trainer.optimizer.learning_rate.assign(trainer.optimizer.learning_rate * 0.5)
            now["since"] = 0


def _listed(arrays: dict[str, NDArray[Any]], name: str) -> list[NDArray[Any]]:
    return [arrays[key] for key in sorted(arrays) if key.startswith(f"{name}_")]


class _Trainer:
    """One network, compiled once; every fit starts it anew."""

    def __init__(self, inputs: int, recipe: Hyperparameters) -> None:
        start_from(0)
        self.recipe = recipe
        self.model = _build(recipe, inputs, "network")
        self.optimizer = keras.optimizers.Adam(recipe.learning_rate)
        self.optimizer.build(self.model.trainable_variables)
        self.variables = [*self.model.variables, *self.optimizer.variables]
        self._zero = [np.zeros_like(value.numpy()) for value in self.optimizer.variables]
        self.epoch = tf.function(self._epoch, reduce_retracing=True)

    def start(self, seed: int) -> None:
        """Take the weights, dropout's state and the optimiser back to a seed's beginning."""
        start_from(seed)
        fresh = _build(self.recipe, self.model.input_shape[1], "network")
        for old, new in zip(self.model.variables, fresh.variables, strict=True):
            old.assign(new)
        for old, zero in zip(self.optimizer.variables, self._zero, strict=True):
            old.assign(zero)
        self.optimizer.learning_rate.assign(self.recipe.learning_rate)

    def restore(self, state: _State) -> None:
        for variable, value in zip(self.variables, state.variables, strict=True):
            variable.assign(value)

    def tensors(self, part: Part) -> tuple[KerasModel, KerasModel, KerasModel]:
        return (
            tf.constant(part.features, tf.float32),
            tf.constant(part.labels[:, np.newaxis], tf.float32),
            tf.constant(part.weights[:, np.newaxis], tf.float32),
        )

    def _epoch(
        self, features: KerasModel, labels: KerasModel, weights: KerasModel, order: KerasModel
    ) -> KerasModel:
        """Make one step per row of ``order``; return the mean loss."""
        total = tf.constant(0.0)
        for rows in order:
            with tf.GradientTape() as tape:
                logits = self.model(tf.gather(features, rows), training=True)
                each = tf.nn.sigmoid_cross_entropy_with_logits(tf.gather(labels, rows), logits)
                loss = tf.reduce_mean(each * tf.gather(weights, rows))
            slopes = tape.gradient(loss, self.model.trainable_variables)
            self.optimizer.apply_gradients(zip(slopes, self.model.trainable_variables, strict=True))
            total += loss
        return total / tf.cast(tf.shape(order)[0], tf.float32)

    def judge(self, part: Part) -> tuple[float, float]:
        """Return the weighted loss and accuracy of the present weights on other takes."""
        logits = np.asarray(self.model(part.features.astype("float32"), training=False))[:, 0]
        logits = logits.astype(np.float64)
        loss = np.logaddexp(0.0, logits) - part.labels * logits
        right = (logits >= 0.0) == part.labels
        return (
            float(np.average(loss, weights=part.weights)),
            float(np.average(right, weights=part.weights)),
        )

    def logits(self, member: Weights, scaled: Array) -> Array:
        self.model.set_weights(list(member))
        return np.asarray(self.model(scaled.astype("float32"), training=False))[:, 0]


def _trainer(inputs: int, recipe: Hyperparameters) -> _Trainer:
    # One for all recipes that compile to the same step.
    return _compiled(inputs, replace(recipe, seeds=(), epochs=0, batch_size=0))


@cache
def _compiled(inputs: int, recipe: Hyperparameters) -> _Trainer:
    return _Trainer(inputs, recipe)
