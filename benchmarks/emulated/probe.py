"""Stands between Lambda's runtime client and a handler: writes down what the process took.

Runs under Lambda's Python, where nothing of the repository can be imported: only the standard
library here. ``MEASURED`` names the handler, ``PROBE_FILE`` takes a line of JSON for the
initialisation and one for each request.
"""

import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

_OUT = Path(os.environ["PROBE_FILE"])


def _peak_mib() -> float:
    """Return the highest resident memory of this process so far, in MiB."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _age_seconds() -> float:
    """Return how long this process has lived, on a clock on the wall; in steps of 10 ms."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


def _write(**line: object) -> None:
    with _OUT.open("a") as file:
        file.write(json.dumps({**line, "peak_mib": _peak_mib()}) + "\n")


def _load() -> Any:  # noqa: ANN401 - whatever the handler is
    module, _, name = os.environ["MEASURED"].rpartition(".")
    return getattr(importlib.import_module(module), name)


_handle = _load()
# From the start of the process: the interpreter and the runtime client are paid for as well.
_write(
    wall=_age_seconds(),
    cpu=time.process_time(),
    packages=sorted({name.partition(".")[0] for name in sys.modules}),
)


def handler(event: Any, context: Any) -> Any:  # noqa: ANN401 - passed on as it comes
    """Pass an event on, and write down what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        return _handle(event, context)
    finally:
        _write(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu)
