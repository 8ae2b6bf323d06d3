"""The search for a second interpreter, among made-up ones."""

from pathlib import Path

import pytest

from infra.packaging.interpreter import find_python
from tests.runtimes.environment import ROOT
from tests.runtimes.selection import needing_training_tools


def fake(path: Path, says: str, code: int = 0) -> Path:
    """Write a program that answers one sentence."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": f"{tmp_path / 'shims'}:{tmp_path / 'bin'}", "HOME": str(tmp_path)}


def test_the_variable_comes_first(tmp_path: Path, environment: dict[str, str]) -> None:
    fake(tmp_path / "bin/python3.13", "CPython 3.13.5")
    named = fake(tmp_path / "mine/python", "CPython 3.13.9")
    found = find_python({**environment, "PYTHON313": str(named)})
    assert (found.python, found.version, found.tried) == (named, "3.13.9", ())


def test_a_shim_that_does_not_run_is_passed_over(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    shim = fake(tmp_path / "shims/python3.13", "pyenv: command not found", code=127)
    real = fake(tmp_path / "bin/python3.13", "CPython 3.13.5")
    found = find_python(environment)
    assert (found.python, found.tried) == (real, (str(shim),))


@pytest.mark.parametrize("variable", [True, False], ids=["PYENV_ROOT", "home"])
def test_pyenv_is_the_last_resort(
    tmp_path: Path, environment: dict[str, str], variable: bool
) -> None:
    root = tmp_path / ("elsewhere" if variable else ".pyenv")
    real = fake(root / "versions/3.13.2/bin/python", "CPython 3.13.2")
    if variable:
        environment["PYENV_ROOT"] = str(root)
    assert find_python(environment).python == real


@pytest.mark.parametrize("says", ["CPython 3.12.4", "PyPy 3.13.1", "nothing"])
def test_nothing_else_will_do(tmp_path: Path, environment: dict[str, str], says: str) -> None:
    other = fake(tmp_path / "bin/python3.13", says)
    found = find_python({**environment, "PYTHON313": str(tmp_path / "missing")})
    assert found.python is None
    assert found.tried == (str(tmp_path / "missing"), str(other))


def test_files_that_need_the_training_tools_are_known() -> None:
    left_out = {str(file.relative_to(ROOT)) for file in needing_training_tools("tests/unit")}
    assert "tests/unit/learning/test_metrics.py" in left_out
    assert "tests/unit/features/test_pitch.py" not in left_out
