"""Prune wheels: remove the files that no function ever loads."""

import shutil
from pathlib import Path
from typing import Final

LITERT: Final = frozenset(
    {
        "__init__.py",
        "interpreter.py",
        "metrics_interface.py",
        "metrics_portable.py",
        "_pywrap_litert_interpreter_wrapper.so",
        "libpywrap_litert_common.so",
        "libLiteRt.so",
    }
)
"""All of ``ai_edge_litert`` that stands behind its interpreter; the rest converts models, or runs
them on accelerators that Lambda has not."""

UNUSED: Final = (
    "bin",
    "licensing",
    # wanted by LiteRT's converter alone
    "ml_dtypes*",
    "google",
    "protobuf*",
    "flatbuffers*",
    "tqdm*",
    "backports*",
    # a compiler's tools and test suites
    "numpy/f2py",
    "numpy/_core/include",
    "numpy/_core/lib",
    "numpy/random/lib",
    "**/tests",
    "**/*.pyi",
    "**/*.pxd",
    "**/*.a",
    "**/__pycache__",
    "*.dist-info/RECORD",  # no longer true once pruned
)
"""Globs below the folder the wheels were installed into. Licences and metadata stay."""


def prune(folder: Path) -> int:
    """Remove from an installed set of wheels what is never loaded; return the bytes saved."""
    before = size(folder)
    litert = folder / "ai_edge_litert"
    for path in [*litert.iterdir()] if litert.is_dir() else []:
        if path.name not in LITERT:
            _remove(path)
    for pattern in UNUSED:
        for path in [*folder.glob(pattern)]:
            _remove(path)
    return before - size(folder)


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()
