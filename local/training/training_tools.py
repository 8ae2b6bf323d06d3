"""The training tools: installed when somebody trains, not before (2 GB)."""

import importlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from local.paths import ROOT

NEEDED: Final = ("tensorflow", "sklearn", "librosa", "tqdm")
_MOST: Final = 300
"""Characters of an installer's last line."""

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


class CannotInstall(Exception):
    """The tools could not be installed; the text says why."""


def missing() -> bool:
    """Say whether any of them is missing here."""
    importlib.invalidate_caches()
    return any(importlib.util.find_spec(name) is None for name in NEEDED)


def install_training_tools(run: Run | None = None) -> None:
    """Install them as `make` does; raise CannotInstall.

    Parameters
    ----------
    run : runs a command; replaced in tests.
    """
    # As `make run` made this environment: its own file says what is installed.
    where = Path(os.path.relpath(sys.prefix, ROOT))
    try:
        done = (run or _run)(["make", f"VENV={where}", f"{where}/.training"])
    except OSError as error:
        raise CannotInstall(f"make cannot be run: {error.strerror}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout or "").strip().splitlines()
        last = next((line for line in reversed(lines) if not line.startswith("make:")), "")
        raise CannotInstall(last.strip()[:_MOST] or f"make ended with {done.returncode}")


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own command
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
