"""Interpreter of TFLite: the only module that knows which runtime is installed.

CPython 3.11 runs ``tflite_runtime`` 2.14, newer ones ``ai_edge_litert``: the same
interpreter under its old and its new name, on the same ``.tflite`` file.

Never import this in a process that has imported TensorFlow: there every tflite_runtime
interpreter fails with ``ValueError: vector::reserve``.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from talent.errors import ModelCorrupt

try:
    from ai_edge_litert.interpreter import Interpreter as _Interpreter
except ImportError:
    from tflite_runtime.interpreter import Interpreter as _Interpreter


class Scores(NamedTuple):
    """Scores of one vector, as the graph answers."""

    logit: float
    probability: float


class Interpreter:
    """One loaded graph: a vector of raw features in, logit and probability out.

    Parameters
    ----------
    graph : the bytes of ``model.tflite``.
    inputs : number of features the graph must accept.

    Raises
    ------
    ModelCorrupt
        If the bytes are not a graph of that shape, or its answer is not finite.
    """

    def __init__(self, graph: bytes, *, inputs: int) -> None:
        try:
            interpreter: Any = _Interpreter(model_content=graph, num_threads=1)
            runner = interpreter.get_signature_runner("serving_default")
            (self._input,) = runner.get_input_details()
            shape = tuple(int(size) for size in interpreter.get_input_details()[0]["shape"])
            outputs = set(runner.get_output_details())
        except (ValueError, RuntimeError, TypeError) as error:
            raise ModelCorrupt(
                f"The file is not a TFLite graph that this runtime can load: {error}",
                advice="Export the model again with the training job.",
            ) from error
        if shape[-1] != inputs or outputs != {"logit", "probability"}:
            raise ModelCorrupt(
                f"The graph takes {shape} and gives {sorted(outputs)}; expected (1, {inputs}) "
                "in, logit and probability out",
                advice="Export the model again with the training job.",
            )
        # The runner refers to its interpreter without owning it.
        self._interpreter = interpreter
        self._runner = runner
        # A graph whose weights were left out loads without a word: only answers tell.
        self(np.full(inputs, np.nan))

    def __call__(self, vector: NDArray[np.floating[Any]]) -> Scores:
        """Score one vector of raw features, shape (inputs,); NaN where undefined."""
        batch = np.asarray(vector, dtype=np.float32)[np.newaxis, :]
        try:
            answer = self._runner(**{self._input: batch})
        except (ValueError, RuntimeError) as error:
            raise ModelCorrupt(
                f"The graph loads but does not compute: {error}",
                advice="Roll back to the previous model and export this one again.",
            ) from error
        logit, probability = float(answer["logit"].item()), float(answer["probability"].item())
        if not (np.isfinite(logit) and 0.0 <= probability <= 1.0):
            raise ModelCorrupt(
                f"The graph answered logit {logit}, probability {probability}",
                advice="Roll back to the previous model and export this one again.",
            )
        return Scores(logit, probability)
