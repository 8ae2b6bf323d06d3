"""The original's way: FastAPI, librosa and TensorFlow in one process.

    python -m benchmarks.load.original PORT

The graph is the one in service, fed with as many of the 37 numbers as it takes: what a graph
costs does not depend on what the numbers mean.
"""

import sys
import tempfile
import threading
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, File, UploadFile

from benchmarks.child_reference import interpreter

_GRAPH = interpreter("tensorflow")
_GRAPH.allocate_tensors()
_ONE_AT_A_TIME = threading.Lock()

app = FastAPI()


@app.get("/api/v1/health")
def health() -> dict[str, str]:
    """Say that it runs."""
    return {"status": "healthy"}


@app.get("/api/v1/model-info")
def model_info() -> dict[str, int]:
    """Say how many numbers there are."""
    return {"features_count": 37}


@app.post("/api/v1/predictions/single")
def single(file: Annotated[UploadFile, File()]) -> dict[str, Any]:
    """Judge one recording."""
    return _judge(file)


@app.post("/api/v1/predictions/batch")
def batch(files: Annotated[list[UploadFile], File()]) -> dict[str, Any]:
    """Judge several, one after the other."""
    return {"results": [_judge(file) for file in files]}


def _judge(upload: UploadFile) -> dict[str, Any]:
    from pathlib import Path

    from benchmarks.reference import features

    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(upload.file.read())
        file.flush()
        numbers = features(Path(file.name))
    (takes,) = _GRAPH.get_input_details()
    count = takes["shape"][-1]
    with _ONE_AT_A_TIME:
        _GRAPH.set_tensor(takes["index"], numbers[:count].astype("float32").reshape(1, count))
        _GRAPH.invoke()
        good = _GRAPH.get_tensor(_GRAPH.get_output_details()[0]["index"])
    return {"filename": upload.filename, "probability_good": float(good.item())}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
