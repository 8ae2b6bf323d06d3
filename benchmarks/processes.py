"""Processes to measure in: one thread each, CPU time, memory of their own.

A `BenchmarkWorker` is a process that lives through many rounds and measures tasks it has warmed up;
what `fresh` runs starts with nothing in memory and ends.
"""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parents[1]
Task = Callable[[Path], Callable[[], object]]
"""Prepares a task on a file, unmeasured, and returns what is measured."""


def child_environment() -> dict[str, str]:
    """Return the environment of every measured process."""
    paths = os.pathsep.join(str(path) for path in (ROOT, ROOT / "layers/talent/python"))
    names = ("OPENBLAS", "OMP", "MKL", "NUMBA")
    return {
        **os.environ,
        **{f"{name}_NUM_THREADS": "1" for name in names},
        "NUMBA_CACHE_DIR": str(ROOT / ".numba_cache"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "PYTHONPATH": paths,
    }


@dataclass(frozen=True, slots=True)
class Run:
    """What a fresh process took from its start to its end, and what it printed.

    Attributes
    ----------
    cpu_seconds : user and system time of all its threads.
    wall_seconds : as a clock on the wall shows it.
    said : the JSON it printed.
    """

    cpu_seconds: float
    wall_seconds: float
    said: Mapping[str, float]


def fresh(module: str, *arguments: str) -> Run:
    """Run a module in a process of its own."""
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter on our own module
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None  # noqa: S101 - for the type checker
    assert process.stderr is not None  # noqa: S101 - likewise
    said, complaint = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    process.stdout.close()
    process.stderr.close()
    if process.returncode:
        raise RuntimeError(f"{module} {' '.join(arguments)} failed:\n{complaint}")
    return Run(usage.ru_utime + usage.ru_stime, wall, json.loads(said))


class BenchmarkWorker:
    """A process that measures tasks when asked, from `serve` in the given module."""

    def __init__(self, module: str) -> None:
        self._warm: set[tuple[str, Path]] = set()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter on our own module
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def measure(self, task: str, path: Path) -> dict[str, Any]:
        """Return the CPU seconds of a task, and what else it says; never its first run."""
        if (task, path) not in self._warm:
            self._warm.add((task, path))
            self._ask(task, path)
        return self._ask(task, path)

    def _ask(self, task: str, path: Path) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None  # noqa: S101, PT018 - for the type checker
        stdin.write(json.dumps([task, str(path)]) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError(f"The process for {task} has ended; its complaint is above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def serve(tasks: Mapping[str, Task]) -> None:
    """Measure tasks as they are asked for on standard input, until it ends."""
    for line in sys.stdin:
        name, path = json.loads(line)
        ready = tasks[name](Path(path))
        gc.collect()
        start = time.process_time()
        result = ready()
        seconds = time.process_time() - start
        more = result if isinstance(result, dict) else {}
        print(json.dumps({"seconds": seconds, **more}), flush=True)
