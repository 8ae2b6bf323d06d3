"""What a gate finds wrong stops the build, and the synthesis with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.packaging import build as building
from infra.packaging import gates, parts
from infra.packaging.interpreter import Found
from infra.packaging.target import ARCHITECTURES

X86 = ARCHITECTURES["x86_64"]


@pytest.fixture(autouse=True)
def _nothing_is_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for part in ("vendor", "talent", "function"):
        monkeypatch.setattr(parts, part, lambda *_: tmp_path)
    for gate in ("without_libsndfile", "foreign_binaries", "too_large", "failing_import"):
        monkeypatch.setattr(gates, gate, lambda *_: [])


@pytest.mark.parametrize("gate", ["without_libsndfile", "foreign_binaries", "too_large"])
def test_one_gate_is_enough(monkeypatch: pytest.MonkeyPatch, gate: str) -> None:
    monkeypatch.setattr(gates, gate, saying(f"{gate} says no"))
    with pytest.raises(building.Refused, match=f"{gate} says no"):
        building.build_parts(X86)


@pytest.mark.skipif(not X86.is_here, reason="this machine cannot run what is built for x86-64")
def test_so_is_one_handler_that_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(building, "find_python", lambda: Found(tmp_path / "python", "3.13.0", ()))
    monkeypatch.setattr(gates, "failing_import", saying("it does not start"))
    with pytest.raises(building.Refused, match="it does not start"):
        building.build_parts(X86)


def test_what_passes_every_gate_is_not_refused() -> None:
    assert building.build_parts(X86).functions


def saying(line: str) -> Callable[..., list[str]]:
    def gate(*_: Any) -> list[str]:
        return [line]

    return gate
