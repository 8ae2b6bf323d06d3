"""A model trained once, in a child process, on made-up features."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from training_job import LAYER, ROOT


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with the project's packages at hand."""
    return subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(LAYER)])},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with all that ``made_up.py`` makes (half a minute)."""
    folder = tmp_path_factory.mktemp("made-up")
    child = run_python(str(Path(__file__).with_name("made_up.py")), str(folder))
    assert child.returncode == 0, child.stderr[-2000:]
    return folder
