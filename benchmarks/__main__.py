"""Print what a prediction takes, in time and in memory, for every container.

Every figure comes from a fresh process on one thread; times are CPU time, the median of
several runs.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.takes import CONTAINERS, Take, write_take

ROUNDS: Final = 5
SECONDS: Final = (10, 30, 600)
MEMORY_BUDGET_MIB: Final = {30: 100, 600: 220}
_ROOT: Final = Path(__file__).parents[1]


def main() -> None:
    """Measure and print one table."""
    print(f"CPython {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    print(f"One thread, CPU time, median of {ROUNDS} fresh processes each\n")
    print(
        f"{'take':<12}{'load ms':>9}{'predict ms':>12}{'x real time':>13}{'peak MiB':>10}  budget"
    )
    with tempfile.TemporaryDirectory() as folder:
        for seconds in SECONDS:
            for container in CONTAINERS:
                print(_row(write_take(Path(folder), container, seconds)))


def _row(take: Take) -> str:
    runs = [_measure(take) for _ in range(ROUNDS if take.seconds < 600 else 1)]
    load, judge = (
        statistics.median(run[name] for run in runs) for name in ("load_seconds", "judge_seconds")
    )
    peak = max(run["peak_mib"] for run in runs)
    budget = MEMORY_BUDGET_MIB.get(take.seconds)
    verdict = "" if budget is None else f"<= {budget}: {'met' if peak <= budget else 'MISSED'}"
    name = f"{take.seconds} s {take.container}"
    return (
        f"{name:<12}{load * 1e3:>13.0f}{judge * 1e3:>13.1f}{take.seconds / judge:>13.0f}"
        f"{peak:>13.0f}  {verdict}"
    )


def _measure(take: Take) -> dict[str, float]:
    """Run benchmarks.child on a take."""
    paths = os.pathsep.join(str(path) for path in (_ROOT, _ROOT / "layers/talent/python"))
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    result = subprocess.run(  # noqa: S603 - our own interpreter on our own module
        [sys.executable, "-m", "benchmarks.child", str(take.path)],
        env=os.environ | threads | {"PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    measured: dict[str, float] = json.loads(result.stdout)
    return measured


if __name__ == "__main__":
    main()
