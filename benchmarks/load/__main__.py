"""Load on the local stack, beside the original's way: ``make load``.

    python -m benchmarks.load [--seconds 30] [--soak 600] [--workers 1 2 4]

The scenarios are played at each number of workers, every answer is checked; then comes more than
there is room for, and how soon all is well again; then a soak, with the memory watched. The
figures are also written to build/load.json.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks.load.scenarios import (
    HEADING,
    OVERLOAD,
    SCENARIOS,
    SOAK,
    Outcome,
    outcome,
    run_scenario,
    start,
)
from benchmarks.load.servers import ServerProcess, original, stack
from benchmarks.processes import ROOT
from talent.model.artifact import DEFAULT_FOLDER, load_model, read_folder
from talent.prediction.predict import predict

OUT: Final = ROOT / "build/load.json"
TOLERANCE: Final = 1e-5
Takes = Mapping[Path, float]
Found = dict[str, dict[str, object]]


def main() -> int:
    """Play everything; 1 where an answer was wrong or missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each scenario")
    parser.add_argument("--soak", type=float, default=600.0, help="seconds of the soak")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; Locust among them")
    found: Found = {}
    with tempfile.TemporaryDirectory() as folder:
        _sample(Path(folder))
        truth = _truth(Path(folder))
        for workers in asked.workers:
            with stack(workers) as server:
                takes = _idle(server, truth)
                _play(f"ours, WORKERS={workers}", server, takes, asked.seconds, found)
        with stack(2) as server:
            takes = _idle(server, truth)
            _overload(server, takes, asked.seconds, found)
            if asked.soak:
                _soak(server, takes, asked.soak, found)
        with original() as server:
            _play(
                "the original's way", server, _idle(server, truth, own=True), asked.seconds, found
            )
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=1))
    errors = sum(int(str(one.get("failed", 0))) for name, one in found.items() if "ours" in name)
    print(f"Answers of ours that were wrong or missing: {errors}")
    return 1 if errors else 0


def _play(title: str, server: ServerProcess, takes: Takes, seconds: float, found: Found) -> None:
    print(f"\n{title:<22}{HEADING}")
    for scenario in SCENARIOS:
        _tell(scenario.name, run_scenario(scenario, server, takes, seconds), title, found)
    print(f"{'memory':<22}{server.memory_mib():>10.0f} MiB", flush=True)


def _tell(name: str, one: Outcome, title: str, found: Found) -> None:
    print(f"{name:<22}{one.line()}", flush=True)
    found[f"{title}: {name}"] = asdict(one)


def _overload(server: ServerProcess, takes: Takes, seconds: float, found: Found) -> None:
    """Send more than there is room for, then see how soon a prediction is answered again."""
    print(f"\n{'ours, WORKERS=2':<22}{HEADING}")
    _tell(OVERLOAD.name, run_scenario(OVERLOAD, server, takes, seconds), "ours, WORKERS=2", found)
    began = time.monotonic()
    take, good = next(iter(takes.items()))
    while (said := server.judge(take))[0] != 200:
        time.sleep(0.1)
    seconds = time.monotonic() - began
    right = said[1] is not None and abs(said[1] - good) <= TOLERANCE
    print(f"the next prediction: {seconds:.1f} s after it, {'right' if right else 'WRONG'}")
    found["ours: recovery"] = {"seconds": seconds, "failed": int(not right)}


def _soak(server: ServerProcess, takes: Takes, seconds: float, found: Found) -> None:
    """Let some users go on for long and watch the memory."""
    process = start(SOAK, server, takes, seconds)
    began, memory = time.monotonic(), []
    while process.poll() is None and time.monotonic() - began < seconds:
        memory.append((time.monotonic() - began, server.memory_mib()))
        time.sleep(min(10.0, seconds / 20))
    one = outcome(process)
    _tell(f"{SOAK.name}, {seconds:.0f} s", one, "ours, WORKERS=2", found)
    marks = [memory[round(share * (len(memory) - 1))] for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    print("memory: " + ", ".join(f"{mib:.0f} MiB at {at:.0f} s" for at, mib in marks), flush=True)
    found["ours: memory of the soak"] = {"mib": memory}


def _sample(folder: Path) -> None:
    """Let the synthetic singer sing."""
    subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "training_job", "sample", "--out", str(folder)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _truth(folder: Path) -> dict[Path, float]:
    """Return each take with the probability that `talent` itself computes."""
    model = load_model(read_folder(DEFAULT_FOLDER))
    return {
        path: predict(path.read_bytes(), model).decision.probability_good
        for path in sorted(folder.glob("*.wav"))
    }


def _idle(server: ServerProcess, truth: Takes, *, own: bool = False) -> dict[Path, float]:
    """Return what a server answers when nobody else is there; raise where ours is not the truth."""
    found = {}
    for path, good in truth.items():
        status, said = server.judge(path)
        if status != 200 or said is None or (not own and abs(said - good) > TOLERANCE):
            raise RuntimeError(f"{path.name}: status {status}, {said} instead of {good}")
        found[path] = said
    return found


if __name__ == "__main__":
    sys.exit(main())
