"""Environments of the second runtime: made from the locks, kept while they are up to date."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.once import locked

ROOT: Final = Path(__file__).parents[2]
LOCKS: Final = ROOT / "requirements"
BUILD: Final = ROOT / "build"


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter with everything installed that serves and tests, and nothing that trains.

    Attributes
    ----------
    python : the interpreter.
    installed : further folders of packages.
    """

    python: Path
    installed: tuple[Path, ...] = ()

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run its interpreter from the root of the repository: one thread, output caught."""
        paths = (ROOT, ROOT / "layers/talent/python", *self.installed)
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        # An outer pytest's options are not the inner one's.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        return subprocess.run(
            [str(self.python), *arguments],
            cwd=ROOT,
            env={**kept, **threads, "PYTHONPATH": os.pathsep.join(map(str, paths)), **environment},
            capture_output=True,
            text=True,
            check=False,
        )


SERVING: Final = ("runtime.txt", "second.txt")
"""Locks of what serves, and of what tests it."""


def make(name: str, base: Path, *replacements: str, locks: Sequence[str] = SERVING) -> Environment:
    """Make an environment in build/, or take the one that is there.

    Parameters
    ----------
    name : of the folder.
    base : the interpreter it stands on.
    replacements : locks installed last, without dependencies, over what the others installed.
    locks : installed first.
    """
    with locked(BUILD / f"{name}.lock"):
        return _made(
            BUILD / name,
            base,
            [LOCKS / lock for lock in locks],
            [LOCKS / replacement for replacement in replacements],
        )


def _made(folder: Path, base: Path, locks: Sequence[Path], over: Sequence[Path]) -> Environment:
    python, stamp = folder / "bin/python", folder / "made-from"
    wanted = _digest(base, *locks, *over)
    if stamp.exists() and stamp.read_text() == wanted and python.exists():
        return Environment(python)
    shutil.rmtree(folder, ignore_errors=True)
    _uv("venv", "--quiet", "--python", str(base), str(folder))
    _install(python, *locks)
    for lock in over:
        _install(python, lock, "--no-deps")
    stamp.write_text(wanted)
    return Environment(python)


def _install(python: Path, *arguments: Path | str) -> None:
    files = [item for lock in arguments if isinstance(lock, Path) for item in ("-r", str(lock))]
    options = [item for item in arguments if isinstance(item, str)]
    _uv("pip", "install", "--quiet", "--python", str(python), "--require-hashes", *options, *files)


def _uv(*arguments: str) -> None:
    beside = Path(sys.executable).parent / "uv"
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        raise FileNotFoundError("uv is not installed: `make test` installs it into .venv")
    done = subprocess.run([uv, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"uv {' '.join(arguments)} failed:\n{done.stderr}")


def _digest(base: Path, *locks: Path) -> str:
    digest = hashlib.sha256(str(base.resolve()).encode())
    for lock in locks:
        digest.update(lock.read_bytes())
    return digest.hexdigest()
