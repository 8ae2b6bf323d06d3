"""A Keras graph as a ``.tflite`` file that may be served, or no file at all."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from training_job.backend import KerasModel, keras, tf
from training_job.served import Answers, ExportError, ask

TOLERANCE: Final = 1e-5
"""Largest difference between TFLite and Keras, of logit and of probability."""

FORBIDDEN: Final = ("VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "CALL_ONCE", "FLEX")
"""Operators of a graph whose weights live outside it, or that needs TensorFlow to run."""

HOSTILE: Final = (np.nan, np.inf, -np.inf, 1e30, -1e30, 3.4e38, 0.0)


def export(model: KerasModel) -> bytes:
    """Convert a functional model from raw features (n, d) to logit and probability.

    Only ``from_keras_model`` will do: ``from_concrete_functions`` over a Keras model succeeds
    as well, and leaves the weights out.
    """
    inputs = keras.Input(batch_shape=(1, model.input_shape[1]), name="features")
    single = keras.Model(inputs, model(inputs), name="talent_served")
    converter = tf.lite.TFLiteConverter.from_keras_model(single)
    return bytes(converter.convert())


def check(graph: bytes, model: KerasModel, vectors: NDArray[np.float64]) -> Answers:
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
    expected = model(asked.astype("float32"), training=False)
    for name, served in (("logit", found.logits), ("probability", found.probabilities)):
        gap = float(np.max(np.abs(served - np.asarray(expected[name])[:, 0])))
        if not gap <= TOLERANCE:  # NaN must fail too
            raise ExportError(f"{name}: TFLite and Keras differ by {gap}, at most {TOLERANCE}")
    n = len(vectors)
    return Answers(found.logits[:n], found.probabilities[:n], found.operators)


def check_operators(operators: tuple[str, ...]) -> None:
    """Raise ExportError if the graph needs what the runtime does not have."""
    bad = [name for name in operators if name.upper().startswith(FORBIDDEN)]
    if bad or not operators:
        raise ExportError(f"operators {bad or operators} cannot be served")


def probes(vectors: NDArray[np.float64], seed: int = 0) -> NDArray[np.float64]:
    """Return random vectors in the range of the real ones, and hostile ones; shape (m, d)."""
    rng = np.random.default_rng(seed)
    known = np.where(np.isfinite(vectors), vectors, 0.0)
    middle, width = known.mean(axis=0), known.std(axis=0) + 1e-3
    random = rng.normal(middle, 3.0 * width, (100, len(middle)))
    holes = np.where(rng.random(random.shape) < 0.2, rng.choice(HOSTILE, random.shape), random)
    whole = np.array(HOSTILE)[:, np.newaxis] * np.ones(len(middle))
    return np.concatenate([random, holes, whole])
