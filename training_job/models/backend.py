"""TensorFlow and Keras, quiet, on one thread and repeatable.

Import this only in a process that will never load the TFLite runtime: see
:mod:`talent.model.interpreter`.
"""

import os
from typing import Any, TypeAlias

# Read when TensorFlow loads its libraries; what the user set stays.
for _name, _value in {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # no banner about CPU features
    "TF_ENABLE_ONEDNN_OPTS": "0",  # its kernels round differently from machine to machine
    "CUDA_VISIBLE_DEVICES": "-1",  # the network is too small for a GPU to help
}.items():
    os.environ.setdefault(_name, _value)

import keras  # noqa: E402 - the environment must be set first
import tensorflow as tf  # noqa: E402 - likewise

# More threads add up in another order, and so give other weights each time.
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
tf.config.experimental.enable_op_determinism()
# Many small models in a row are what cross-validation is; retracing costs a second each.
tf.get_logger().setLevel("ERROR")

KerasModel: TypeAlias = Any
"""Keras ships no types."""

__all__ = ["KerasModel", "keras", "start_from", "tf"]


def start_from(seed: int) -> None:
    """Forget all that Keras made so far and seed Python, numpy and TensorFlow.

    The names of layers count on within a session and end up in the exported file.
    """
    keras.backend.clear_session(free_memory=False)
    keras.config.disable_interactive_logging()  # clearing the session turned it on again
    keras.utils.set_random_seed(seed)
