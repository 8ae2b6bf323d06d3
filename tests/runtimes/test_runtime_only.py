"""What `make run` installs suffices for all that promises to need no more."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.runtimes.environment import ROOT, make

pytestmark = pytest.mark.slow

COMMANDS: Final = ("model", "evaluate", "sample", "retrain")


@pytest.fixture(scope="module")
def python() -> Path:
    """Return the interpreter of an environment with requirements/runtime.txt alone."""
    return make("runtime-only", Path(sys.executable), locks=("runtime.txt",)).python


def begin(python: Path, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.Popen(
        [python, *arguments],
        cwd=ROOT,
        env={**kept, "OPENBLAS_NUM_THREADS": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(python: Path, *arguments: str) -> str:
    """Return what a command says; it must succeed."""
    process = begin(python, *arguments)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def test_nothing_that_trains_is_installed(python: Path) -> None:
    with begin(python, "-c", "import scipy") as process:
        assert "No module named 'scipy'" in process.communicate()[0]


def test_the_stack_starts_and_ends(python: Path) -> None:
    with begin(python, "-m", "local", PORT="0", DATA_DIR="") as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                process.send_signal(signal.SIGINT)
        assert process.wait() == 0, "".join(lines)
        assert "Ready in" in "".join(lines)


def test_samples_are_made_and_judged(python: Path, tmp_path: Path) -> None:
    samples = str(tmp_path / "samples")
    assert "good_01.wav" in said(python, "-m", "training_job", "sample", "--out", samples)
    assert "AUC" in said(python, "-m", "training_job", "evaluate", samples)


def test_the_api_is_described_as_committed(python: Path) -> None:
    said(python, "-m", "local.openapi", "--check")


@pytest.mark.parametrize(
    "entry",
    [
        ("local",),
        ("local.example",),
        ("local.openapi",),
        ("training_job",),
        *(("training_job", c) for c in COMMANDS),
    ],
    ids=" ".join,
)
def test_help_needs_no_more(python: Path, entry: tuple[str, ...]) -> None:
    assert said(python, "-m", *entry, "--help").startswith("usage: python -m " + " ".join(entry))
