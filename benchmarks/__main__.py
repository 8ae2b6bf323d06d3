"""Measure this project against the librosa way, and alone, in one run on this machine.

    python -m benchmarks [PART ...]      all parts without an argument; `make bench PART="cold"`

speed        warm processes: acoustic and singing features, whole prediction, against librosa
cold         whole processes, against librosa with TFLite and with TensorFlow
memory       peak memory of fresh processes
stages       where the time of a prediction goes; throughput of one core
growth       what a second of sound costs, from 5 s to 600 s
containers   time and memory for every container

The figures are also written to build/benchmark.json.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks import against, alone
from benchmarks.report import OUT, Report

PARTS: Final = {
    "speed": against.speed,
    "cold": against.cold,
    "memory": alone.memory,
    "stages": alone.stages,
    "growth": alone.growth,
    "containers": alone.containers,
}


def main(arguments: list[str]) -> int:
    """Run the parts and say how many targets were met."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    names = parser.parse_args(arguments).parts
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"{unknown[0]!r} is not a part; the parts are: {', '.join(PARTS)}")
    start = time.monotonic()
    report = Report()
    report.opening()
    with tempfile.TemporaryDirectory() as folder:
        for name in names or PARTS:
            PARTS[name](report, Path(folder))
    report.write()
    verdicts = [row.target.verdict(row.value) for row in report.rows if row.target]
    missed = verdicts.count("MISSED")
    print(
        f"{len(verdicts)} targets: {len(verdicts) - missed} met "
        f"({verdicts.count('stretch met')} of them stretched), {missed} missed. "
        f"{time.monotonic() - start:.0f} s; figures in {OUT.relative_to(OUT.parents[1])}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
