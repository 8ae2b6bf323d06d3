"""The programs that a build calls: uv, and CPython 3.13 where the machine has one."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.packaging.target import ROOT


class ToolFailed(Exception):
    """A program that a build needs is missing or has failed; the text says which and how."""


def uv(*arguments: str) -> None:
    """Run uv: the one beside this interpreter, or the one on PATH."""
    beside = Path(sys.executable).parent / "uv"
    program = str(beside) if beside.exists() else shutil.which("uv")
    if program is None:
        raise ToolFailed("uv is not installed: `make layers` installs it into .venv")
    run_tool(program, *arguments)


def run_tool(*command: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a program from the root of the repository and return what it printed."""
    done = subprocess.run(  # noqa: S603 - our own tools
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolFailed(f"{' '.join(command[:3])} ... failed:\n{done.stderr or done.stdout}")
    return done.stdout
