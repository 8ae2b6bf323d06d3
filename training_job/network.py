"""The other candidate: the dense network this backend began with."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from training_job.backend import KerasModel, keras, start_from
from training_job.dataset import class_weights
from training_job.recipe import Recipe
from training_job.scaling import Array

Labels = NDArray[np.int64]


def build(recipe: Recipe, inputs: int, name: str) -> KerasModel:
    """Return an untrained network from scaled features (n, inputs) to a logit (n, 1)."""
    layers: list[KerasModel] = [keras.Input((inputs,))]
    for units, rate in zip(recipe.units, recipe.dropout, strict=True):
        layers += [
            keras.layers.Dense(units, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(rate),
        ]
    return keras.Sequential([*layers, keras.layers.Dense(1)], name=name)


def fit_network(
    training: tuple[Array, Labels],
    validation: tuple[Array, Labels],
    recipe: Recipe,
    after_each: Callable[[], object] = lambda: None,
) -> list[KerasModel]:
    """Train one network per seed and return them, the best epoch of each.

    Parameters
    ----------
    training : scaled features (n, d) and labels (n,).
    validation : the same for other singers: decides when to slow down and when to stop. It
        must not be what the model is judged on.
    after_each : called when a member is done.
    """
    members = []
    for seed in recipe.seeds:
        members.append(_fit_one(training, validation, recipe, seed))
        after_each()
    return members


def _fit_one(
    training: tuple[Array, Labels], validation: tuple[Array, Labels], recipe: Recipe, seed: int
) -> KerasModel:
    start_from(seed)
    features, labels = training
    model = build(recipe, features.shape[1], f"member_{seed}")
    model.compile(
        optimizer=keras.optimizers.Adam(recipe.learning_rate),
        # The graph's last step, the sigmoid, is inside the loss: stable for large logits.
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    model.fit(
        features.astype("float32"),
        labels[:, np.newaxis].astype("float32"),
        validation_data=(validation[0].astype("float32"), validation[1][:, np.newaxis]),
        class_weight=class_weights(labels),
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        verbose=0,
        callbacks=[
            keras.callbacks.EarlyStopping(patience=recipe.patience, restore_best_weights=True),
            keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=recipe.plateau),
        ],
    )
    return model


def logits_of(members: list[KerasModel], scaled: Array) -> Array:
    """Return the members' mean logit of scaled features (n, d), shape (n,)."""
    rows = scaled.astype("float32")
    logits = [np.asarray(member(rows, training=False))[:, 0] for member in members]
    return np.asarray(np.mean(logits, axis=0), dtype=np.float64)
