"""The librosa way as a Lambda handler: everything at module level, as such handlers are written.

``GRAPH_RUNTIME`` is `tflite` or `tensorflow`.
"""

import base64
import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.child_reference import interpreter

_GRAPH = interpreter(os.environ["GRAPH_RUNTIME"])  # before librosa, as tflite_runtime demands
_GRAPH.allocate_tensors()

from benchmarks.reference import features  # noqa: E402 - see above


def handler(event: dict[str, Any], context: object) -> dict[str, float]:
    """Return the probability for a recording in base64."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(base64.b64decode(event["body"]))
        file.flush()
        numbers = features(Path(file.name))
    (takes,) = _GRAPH.get_input_details()
    count = takes["shape"][-1]
    _GRAPH.set_tensor(takes["index"], numbers[:count].astype("float32").reshape(1, count))
    _GRAPH.invoke()
    return {"answer": float(_GRAPH.get_tensor(_GRAPH.get_output_details()[0]["index"]).item())}
