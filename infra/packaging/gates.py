"""Gates before a deployment: checks of what was built; each returns what is wrong, in words."""

import tempfile
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from infra.packaging import elf
from infra.packaging.prune import size
from infra.packaging.target import (
    MAX_UNZIPPED_BYTES,
    NEWEST_SYMBOLS,
    SYSTEM_LIBRARIES,
    Architecture,
)
from infra.packaging.tools import ToolFailed, run_tool

BY_THE_RUNTIME: Final = ("boto3", "botocore", "s3transfer", "dateutil", "six", "urllib3")
"""Packages that Lambda's own Python brings along, so that no layer holds them."""

_SMOKE: Final = Path(__file__).with_name("smoke.py")


def too_large(folders: Iterable[Path]) -> list[str]:
    """Check the unzipped size of everything one function gets."""
    total = sum(size(folder) for folder in folders)
    if total <= MAX_UNZIPPED_BYTES:
        return []
    return [
        f"code and layers have {total / 2**20:.0f} MiB unzipped, more than "
        f"{MAX_UNZIPPED_BYTES / 2**20:.0f}"
    ]


def foreign_binaries(folder: Path, architecture: Architecture) -> list[str]:
    """Check every shared library: right machine, no newer symbols, nothing missing beside it."""
    libraries = {path: elf.read_symbols(path.read_bytes()) for path in shared_libraries(folder)}
    carried = {path.name for path in libraries}
    wrong = []
    for path, symbols in libraries.items():
        name = path.relative_to(folder)
        if symbols.machine != architecture.elf_machine:
            wrong.append(f"{name} is not for {architecture.name}")
        if newer := symbols.newer_than(NEWEST_SYMBOLS):
            wrong.append(f"{name} needs more than Amazon Linux 2023 has: {', '.join(newer)}")
        if missing := symbols.libraries - carried - SYSTEM_LIBRARIES:
            wrong.append(f"{name} needs libraries that are not there: {', '.join(sorted(missing))}")
    return wrong


def without_libsndfile(folder: Path) -> list[str]:
    """Check that soundfile came as a wheel with its library, not as its pure one."""
    carried = list((folder / "python" / "_soundfile_data").glob("libsndfile*.so"))
    return [] if carried else ["soundfile carries no libsndfile: a wheel for too old a platform"]


def failing_import(
    python: Path, handler: str, environment: Mapping[str, str], folders: Iterable[Path]
) -> list[str]:
    """Import a handler, and score with the default model, from these folders and no others.

    Parameters
    ----------
    python : an interpreter of Lambda's version.
    handler : as Lambda gets it, ``functions.predict.handler.handler``.
    environment : what the function finds in its environment.
    folders : layers (what is below their ``python``) and code.
    """
    with tempfile.TemporaryDirectory() as runtime:
        for name in BY_THE_RUNTIME:
            spec = find_spec(name)
            if spec is None or spec.origin is None:
                return [f"{name} is not installed here: `make layers` installs it"]
            origin = Path(spec.origin)
            package = origin.parent if origin.name == "__init__.py" else origin
            (Path(runtime) / package.name).symlink_to(package)
        paths = [str(path) for folder in folders for path in (folder / "python", folder)]
        try:
            run_tool(
                *(str(python), "-I", "-S", "-B", str(_SMOKE), handler, *paths, runtime),
                environment=dict(environment),
            )
        except ToolFailed as error:
            return [f"{handler} does not start: {error}"]
    return []


def shared_libraries(folder: Path) -> list[Path]:
    """Return every ELF file below a folder, by its first bytes and not by its name."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                if file.read(len(elf.MAGIC)) == elf.MAGIC:
                    found.append(path)
    return found
