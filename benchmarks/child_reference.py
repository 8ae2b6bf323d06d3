"""One prediction the librosa way in a fresh process: prints its peak memory as JSON.

Usage: python -m benchmarks.child_reference tflite|tensorflow FILE

The graph is the one in service, fed with as many of the 37 numbers as it takes: what a graph
costs does not depend on what the numbers mean.
"""

import json
import sys
from pathlib import Path
from typing import Any

GRAPH = Path(__file__).parents[1] / "layers/talent/python/talent/model/default/model.tflite"


def main(runtime: str, path: Path) -> None:
    """Import, load, predict."""
    graph = interpreter(runtime)  # before librosa, as tflite_runtime demands
    graph.allocate_tensors()
    from benchmarks.memory import peak_mib
    from benchmarks.reference import features

    numbers = features(path)
    (takes,) = graph.get_input_details()
    count = takes["shape"][-1]
    graph.set_tensor(takes["index"], numbers[:count].astype("float32").reshape(1, count))
    graph.invoke()
    answer = graph.get_tensor(graph.get_output_details()[0]["index"])
    json.dump({"peak_mib": peak_mib(), "answer": float(answer.item())}, sys.stdout)


def interpreter(runtime: str) -> Any:  # noqa: ANN401 - one of three classes
    """Return an interpreter of the graph in service, on one thread."""
    if runtime == "tensorflow":
        import tensorflow

        return tensorflow.lite.Interpreter(model_content=GRAPH.read_bytes(), num_threads=1)
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        from tflite_runtime.interpreter import Interpreter
    return Interpreter(model_content=GRAPH.read_bytes(), num_threads=1)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
