"""Report of a run: rows with targets, printed as tables and kept as JSON."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import numpy as np

OUT: Final = Path(__file__).parents[1] / "build" / "benchmark.json"


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked for, before anything was measured.

    Attributes
    ----------
    must, stretch : bounds on the value.
    at_least : whether more is better.
    """

    must: float
    stretch: float
    at_least: bool = True

    def verdict(self, value: float) -> str:
        """Say which bounds the value keeps."""
        if self._keeps(value, self.stretch):
            return "stretch met"
        return "must met" if self._keeps(value, self.must) else "MISSED"

    def _keeps(self, value: float, bound: float) -> bool:
        return value >= bound if self.at_least else value <= bound


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One claim.

    Attributes
    ----------
    name : what is measured.
    value, unit : the figure that the target is about.
    ours, reference : the figures behind it, in ms or MiB, None where there are none.
    spread : lowest and highest value of single rounds.
    target : None where none was set.
    """

    name: str
    value: float
    unit: str
    ours: float | None = None
    reference: float | None = None
    spread: tuple[float, float] | None = None
    target: Target | None = None

    def line(self) -> str:
        """Return the row as text, in the columns of HEADING."""
        ours = "" if self.ours is None else f"{self.ours:.1f}"
        reference = "" if self.reference is None else f"{self.reference:.0f}"
        spread = "" if self.spread is None else "{:.1f} .. {:.1f}".format(*self.spread)
        digits = 0 if self.unit == "MiB" else 1
        value = f"{self.value:.{digits}f} {self.unit}"
        target = self.target
        asked = "" if target is None else f"{target.must:g} / {target.stretch:g}"
        verdict = "" if target is None else target.verdict(self.value)
        return (
            f"{self.name:<44}{ours:>9}{reference:>9}{value:>10}{spread:>17}{asked:>16}  {verdict}"
        ).rstrip()


HEADING: Final = (
    f"{'':<44}{'ours':>9}{'librosa':>9}{'value':>10}{'single rounds':>17}"
    f"{'must / stretch':>16}  verdict"
)


def _setting() -> dict[str, str]:
    packages = ("numpy", "soundfile", "soxr", "tflite-runtime", "ai-edge-litert", "librosa")
    found = {
        "CPython": platform.python_version(),
        "on": f"{platform.machine()}, {os.cpu_count()} cores",
    }
    for package in (*packages, "numba", "tensorflow-cpu"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


@dataclass(slots=True)
class Report:
    """Everything a run found, printed as it is found."""

    rows: list[ReportRow] = field(default_factory=list)
    tables: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    setting: dict[str, str] = field(default_factory=_setting)

    def opening(self) -> None:
        """Say on what everything was measured."""
        print(", ".join(f"{name} {value}" for name, value in self.setting.items()))
        kind = "double" if np.__version__ < "2" else "single"
        print(f"numpy {np.__version__} computes FFTs of float32 in {kind} precision")
        print(
            "One thread; CPU time, user and system; medians of alternating rounds; "
            "MiB: the highest of three\n"
        )

    def heading(self, title: str) -> None:
        """Begin a table of rows."""
        print(f"{title}\n{HEADING}")

    def add(self, row: ReportRow) -> None:
        """Keep and print a row."""
        self.rows.append(row)
        print(row.line(), flush=True)

    def write(self) -> None:
        """Write all of it to OUT."""
        OUT.parent.mkdir(exist_ok=True)
        rows = [
            asdict(row) | {"verdict": row.target.verdict(row.value) if row.target else None}
            for row in self.rows
        ]
        whole = {"setting": self.setting, "rows": rows, "tables": self.tables}
        OUT.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
