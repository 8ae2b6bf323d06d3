"""The parts that are packed: a folder each, named for what it was made from.

    build/lambda/vendor-x86_64/python/...     other people's wheels
    build/lambda/talent/python/talent/...     our package
    build/lambda/functions/predict/functions/{predict,http,...}/...

A part is made in a folder of its own and put into place whole. It is made again when what it
is made from has changed, this package and the interpreter that compiles it included.
"""

import ast
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from infra.packaging.interpreter import find_python
from infra.packaging.prune import prune
from infra.packaging.target import BUILD, PYTHON_VERSION, ROOT, Architecture
from infra.packaging.tools import run_tool, uv
from topology.functions import PACKED

TALENT: Final = ROOT / "layers" / "talent"
FUNCTIONS: Final = ROOT / "functions"
CONSOLE: Final = ROOT / "console"

_CARRIED: Final = {"page": (CONSOLE,)}
"""Folders that go with the code of a function as they are."""

_ROOM: Final = {function.name: function.handler.split(".")[1] for function in PACKED}
"""Folder of ``functions`` that holds the handler of a function."""

_STAMP: Final = "made-from"
_LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def vendor(architecture: Architecture) -> Path:
    """Return the folder of the vendor layer, made from the architecture's lock."""

    def make(folder: Path) -> None:
        target = folder / "python"
        uv(
            *("pip", "install", "--quiet", "--target", str(target), "--no-compile-bytecode"),
            *("--python-platform", architecture.platform, "--python-version", PYTHON_VERSION),
            *("--only-binary", ":all:", "--require-hashes", "--no-deps"),
            *("--requirement", str(architecture.lock)),
        )
        prune(target)

    return _part(f"vendor-{architecture.name}", vendor_digest(architecture), make)


def talent() -> Path:
    """Return the folder of the layer with our own package."""
    return _part(
        "talent", talent_digest(), lambda folder: _copy(TALENT / "python", folder / "python")
    )


def function(name: str) -> Path:
    """Return the folder with the code of one function: its own and what all share."""

    def make(folder: Path) -> None:
        for room in rooms(name):
            _copy(FUNCTIONS / room, folder / "functions" / room)
        for carried in _CARRIED.get(name, ()):
            _copy(carried, folder / carried.name)
        shutil.copy2(FUNCTIONS / "__init__.py", folder / "functions")

    return _part(f"functions/{name}", function_digest(name), make)


def vendor_digest(architecture: Architecture) -> str:
    """Return what the vendor layer is made from, as 64 hex digits."""
    return _digest([architecture.lock])


def talent_digest() -> str:
    """Return what the talent layer is made from, as 64 hex digits."""
    return _digest(_files(TALENT))


def function_digest(name: str) -> str:
    """Return what the code of a function is made from, as 64 hex digits."""
    own = [file for room in rooms(name) for file in _files(FUNCTIONS / room)]
    carried = [file for folder in _CARRIED.get(name, ()) for file in _files(folder)]
    return _digest([*own, *carried, FUNCTIONS / "__init__.py"])


def rooms(name: str) -> list[str]:
    """Return the folders of ``functions`` that a function needs: its own and all it imports."""
    found: set[str] = set()
    waiting = {_ROOM[name]}
    while waiting:
        room = waiting.pop()
        found.add(room)
        for file in (FUNCTIONS / room).rglob("*.py"):
            waiting |= _imported(file) - found
    return sorted(found)


def _imported(file: Path) -> set[str]:
    """Return which folders of ``functions`` a file imports from."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    folders = {name.split(".")[1] for name in names if name.startswith("functions.")}
    return {folder for folder in folders if (FUNCTIONS / folder).is_dir()}


def _part(name: str, digest: str, make: Callable[[Path], None]) -> Path:
    folder = BUILD / name
    stamp = folder.with_name(f"{folder.name}.{_STAMP}")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest and folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as made:
        part = Path(made) / "part"
        part.mkdir()
        make(part)
        _compile(part)
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(part, folder)
    stamp.write_text(digest, encoding="utf-8")
    return folder


def _compile(folder: Path) -> None:
    """Add bytecode: Lambda's disk is read-only, so every cold start would compile again.

    Unchecked: the time stamps inside a layer are not those of the source.
    """
    python = find_python().python
    if python is not None:
        run_tool(
            *(str(python), "-I", "-m", "compileall", "-q", "-j", "2"),
            *("--invalidation-mode", "unchecked-hash", "-s", str(folder), str(folder)),
        )


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=_LEFT_OUT)


def _files(folder: Path) -> list[Path]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in found if path.suffix != ".pyc" and not path.name.startswith(".")]


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in [*files, *_files(Path(__file__).parent)]:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    digest.update(find_python().version.encode())
    return digest.hexdigest()
