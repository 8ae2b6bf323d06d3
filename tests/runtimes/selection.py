"""Which test files can run without the training tools: found by reading their imports."""

import ast
from functools import cache
from pathlib import Path
from typing import Final

from tests.runtimes.environment import ROOT

HEAVY: Final = frozenset(
    {"tensorflow", "keras", "sklearn", "scipy", "librosa", "matplotlib", "PIL"}
)
NAMING_THEM: Final = frozenset({"training_job.models.artifact"})
"""Ours that do not import a training tool, but look up its version."""


def needing_training_tools(*folders: str) -> list[Path]:
    """Return the test files that import a training tool, themselves or through a helper."""
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return [file for file in files if _needs(file)]


@cache
def _needs(file: Path) -> bool:
    names = _imported(file)
    if names & NAMING_THEM or any(name.split(".")[0] in HEAVY for name in names):
        return True
    helpers = (ROOT / Path(*name.split(".")).with_suffix(".py") for name in names)
    return any(_needs(helper) for helper in helpers if helper.exists() and helper != file)


def _imported(file: Path) -> set[str]:
    """Return the modules a file names; `from a import b` may mean the module a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names
