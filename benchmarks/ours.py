"""Measurements of this project, as a worker for `benchmarks.processes`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import process_time
from typing import Final
from unittest.mock import patch

from benchmarks.floor import floor
from benchmarks.processes import serve
from talent.audio.decode import decode
from talent.features.acoustic import acoustic
from talent.features.extract import analyse
from talent.model.artifact import DEFAULT_FOLDER, Model, load_model, read_folder
from talent.prediction import predict as usecase

# The module by its full name: the package may have a function of the same short name.
_EXTRACT: Final = sys.modules["talent.features.extract"]


@cache
def _model() -> Model:
    return load_model(read_folder(DEFAULT_FOLDER))


def _floor(path: Path) -> Callable[[], object]:
    return lambda: floor(path)


def _acoustic(path: Path) -> Callable[[], object]:
    # The features themselves are not for the protocol.
    return lambda: len(acoustic(decode(path.read_bytes())))


def _singing(path: Path) -> Callable[[], object]:
    return lambda: analyse(decode(path.read_bytes()))


def _prediction(path: Path) -> Callable[[], object]:
    model = _model()
    return lambda: usecase.predict(path.read_bytes(), model)


def _stages(path: Path) -> Callable[[], object]:
    """Predict with a clock around every stage."""
    model = _model()

    def run() -> dict[str, float]:
        spent: dict[str, float] = {}
        start = process_time()
        with (
            _clock(spent, usecase, "decode"),
            _clock(spent, usecase, "analyse"),
            _clock(spent, _EXTRACT, "track"),
            _clock(spent, _EXTRACT, "calm"),
            _clock(spent, _EXTRACT, "segment"),
            _clock(spent, usecase, "explain"),
        ):
            usecase.predict(path.read_bytes(), model)
        whole = process_time() - start
        notes = spent["calm"] + spent["segment"]
        return {
            "decode": spent["decode"],
            "track": spent["track"],
            "notes": notes,
            "features": spent["analyse"] - spent["track"] - notes,
            "score, explain": spent["explain"],
            "gate, the rest": whole - spent["decode"] - spent["analyse"] - spent["explain"],
        }

    return run


@contextmanager
def _clock(spent: dict[str, float], where: object, name: str) -> Iterator[None]:
    """Add up the CPU time of a function under its name."""
    original = getattr(where, name)

    def timed(*args: object, **kwargs: object) -> object:
        start = process_time()
        try:
            return original(*args, **kwargs)
        finally:
            spent[name] = spent.get(name, 0.0) + process_time() - start

    spent[name] = 0.0
    with patch.object(where, name, timed):
        yield


if __name__ == "__main__":
    serve(
        {
            "floor": _floor,
            "acoustic": _acoustic,
            "singing": _singing,
            "prediction": _prediction,
            "stages": _stages,
        }
    )
