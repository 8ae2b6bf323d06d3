"""Find a CPython 3.13 that really runs on this machine."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

VERSION: Final = "3.13"
ADVICE: Final = "install one, or name it: PYTHON313=/path/to/python3.13"
_CODE: Final = (
    "import platform, venv; print(platform.python_implementation(), platform.python_version())"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the search gave.

    Attributes
    ----------
    python : the interpreter, None where there is none.
    version : its full version, "" where there is none.
    tried : what was tried and did not run.
    """

    python: Path | None
    version: str
    tried: tuple[str, ...]


def find_python(environment: Mapping[str, str] = os.environ) -> Found:
    """Try the variable PYTHON313, then every python3.13 on PATH, then what pyenv has installed."""
    tried: list[str] = []
    for candidate in _candidates(environment):
        version = _version(candidate, environment)
        if version.startswith(f"{VERSION}."):
            return Found(candidate, version, tuple(tried))
        tried.append(str(candidate))
    return Found(None, "", tuple(tried))


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("PYTHON313"):
        yield Path(environment["PYTHON313"])
    # Every folder, not the first hit: a shim that only complains may hide one that runs.
    for folder in environment.get("PATH", "").split(os.pathsep):
        found = shutil.which(f"python{VERSION}", path=folder) if folder else None
        if found:
            yield Path(found)
    for root in dict.fromkeys(_pyenv_roots(environment)):
        yield from sorted((root / "versions").glob(f"{VERSION}*/bin/python"), reverse=True)


def _pyenv_roots(environment: Mapping[str, str]) -> Iterator[Path]:
    pyenv = shutil.which("pyenv", path=environment.get("PATH", ""))
    if pyenv:
        yield Path(_said([pyenv, "root"], environment) or "/nowhere")
    if environment.get("PYENV_ROOT"):
        yield Path(environment["PYENV_ROOT"])
    if environment.get("HOME"):
        yield Path(environment["HOME"]) / ".pyenv"


def _version(python: Path, environment: Mapping[str, str]) -> str:
    """Return "3.13.1" for a CPython that runs, "" for everything else."""
    name, _, version = _said([str(python), "-c", _CODE], environment).partition(" ")
    return version if name == "CPython" else ""


def _said(command: list[str], environment: Mapping[str, str]) -> str:
    """Return what a command printed, "" if it did not run."""
    try:
        done = subprocess.run(  # noqa: S603 - to see whether it runs
            command, env=dict(environment), capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
