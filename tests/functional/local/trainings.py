"""Trainings that are some Python code, and the patience to see them end."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local.paths import ROOT
from local.training.batch import LocalBatch

LONG = "import time; time.sleep(600)"


def run_batch(
    folder: Path, code: str, prepare: Callable[[Any], None] = lambda _: None
) -> LocalBatch:
    return LocalBatch(
        {**os.environ, "WHERE": str(folder)},
        folder=folder / "logs",
        cwd=ROOT,
        prepare=prepare,
        command=(sys.executable, "-c", code),
    )


def wait(done: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
