"""Export a Keras graph as a ``.tflite`` file that may be served, or as no file at all."""

import numpy as np
from numpy.typing import NDArray

from training_job.models.backend import KerasModel, keras, tf
from training_job.models.tflite_check import Answers, ask, check_equal, check_operators, probes


def export(model: KerasModel) -> bytes:
    """Convert a functional model from raw features (n, d) to logit and probability.

    Only ``from_keras_model`` will do: ``from_concrete_functions`` over a Keras model succeeds
    as well, and leaves the weights out.
    """
    inputs = keras.Input(batch_shape=(1, model.input_shape[1]), name="features")
    single = keras.Model(inputs, model(inputs), name="talent_served")
    converter = tf.lite.TFLiteConverter.from_keras_model(single)
    return bytes(converter.convert())


def check_export(graph: bytes, model: KerasModel, vectors: NDArray[np.float64]) -> Answers:
    """Compare the exported graph, as it will be served, with the model it came from.

    Parameters
    ----------
    graph : the bytes of ``model.tflite``.
    model : the Keras model, raw features in.
    vectors : real raw features, shape (n, d); random and hostile ones are added.

    Returns
    -------
    The served answers to ``vectors``.

    Raises
    ------
    ExportError
        If an operator is forbidden, an answer is not finite or the two disagree.
    """
    asked = np.concatenate([vectors, probes(vectors)])
    found = ask(graph, asked)
    check_operators(found.operators)
    expected = answers_of(model, asked)
    check_equal("logit", found.logits, expected["logit"])
    check_equal("probability", found.probabilities, expected["probability"])
    n = len(vectors)
    return Answers(found.logits[:n], found.probabilities[:n], found.operators)


def answers_of(model: KerasModel, vectors: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return Keras' own logit and probability of raw vectors (n, d), each of shape (n,)."""
    answers = model(vectors.astype("float32"), training=False)
    return {name: np.asarray(answer, dtype=np.float64)[:, 0] for name, answer in answers.items()}
