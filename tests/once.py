"""Make something once for all workers of a run: a lock between processes, a folder filled once."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file; other processes that ask for it wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first worker to ask for it fills, and the others find full.

    Parameters
    ----------
    name : of the folder, unique within a run.
    make : fills an empty folder; where it raises, the next to ask tries again.
    """
    base = factory.getbasetemp()
    # Every worker of xdist has a folder of its own in the one of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with locked(folder.with_suffix(".lock")):
        if not folder.exists():
            filled = factory.mktemp(name)
            make(filled)
            filled.rename(folder)
    return folder
