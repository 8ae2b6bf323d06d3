"""Graph of a fitted model in Keras: raw features in, logit and probability out."""

from collections.abc import Sequence

import numpy as np

from training_job.models.backend import KerasModel, keras, start_from
from training_job.models.linear import Linear
from training_job.models.scaling import CLIP, Scaling


class Scale(keras.layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """:class:`Scaling` as a layer, so that no scaler has to travel beside the model.

    Whatever is not finite becomes the median before anything is computed with it.
    """

    def __init__(self, scaling: Scaling, name: str) -> None:
        super().__init__(name=name)
        self._median = scaling.median.astype("float32")
        self._spread = scaling.spread.astype("float32")

    def call(self, features: KerasModel) -> KerasModel:
        """Scale raw features, shape (n, d), as :meth:`Scaling.__call__` does."""
        median = keras.ops.convert_to_tensor(self._median)
        filled = keras.ops.where(keras.ops.isfinite(features), features, median)
        scaled = (filled - median) / keras.ops.convert_to_tensor(self._spread)
        return keras.ops.clip(scaled, -CLIP, CLIP)


def assemble(scaling: Scaling, members: Sequence[KerasModel]) -> KerasModel:
    """Join scaling and one or more members into a functional model.

    Parameters
    ----------
    scaling : fitted on the training data, d features.
    members : Keras models from scaled features (n, d) to a logit (n, 1). Their logits are
        averaged: the mean of several seeds varies less than a single one.

    Returns
    -------
    keras.Model from ``features`` (n, d) to ``{"logit": (n, 1), "probability": (n, 1)}``.
    """
    features = keras.Input((len(scaling.median),), name="features")
    scaled = Scale(scaling, name="scale")(features)
    logits = [member(scaled) for member in members]
    mean = keras.layers.Average(name="mean")(logits) if len(logits) > 1 else logits[0]
    outputs = {
        "logit": keras.layers.Identity(name="logit")(mean),
        "probability": keras.layers.Activation("sigmoid", name="probability")(mean),
    }
    return keras.Model(features, outputs, name="talent")


def as_member(linear: Linear) -> KerasModel:
    """Return a linear model as a member for :func:`assemble`, in single precision."""
    start_from(0)
    layer = keras.layers.Dense(1, name="linear")
    model = keras.Sequential([keras.Input((len(linear.weights),)), layer], name="linear_model")
    layer.set_weights([linear.weights[:, np.newaxis], np.array([linear.bias])])
    return model
