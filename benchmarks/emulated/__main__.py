"""Cold start of the handlers as they go to Lambda, beside the librosa way: ``make bench-cold``.

AWS's Runtime Interface Emulator starts each handler on CPython 3.13 from the built layers, with
moto as AWS. *init* runs from the start of the process to the imported handler; *first* and *warm*
are requests. The figures are also written to build/benchmark-cold.json.
"""

import argparse
import base64
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.emulated import runtime, world
from benchmarks.emulated.emulator import (
    EmulatorMissing,
    HandlerPlace,
    RuntimeEmulator,
    Taken,
    running_emulator,
)
from benchmarks.processes import ROOT
from benchmarks.takes import write_take

OUT: Final = ROOT / "build/benchmark-cold.json"
ROUNDS: Final = 5
ROUNDS_LIBROSA: Final = 2
WARM: Final = 10
MOST_INIT_SECONDS: Final = {"predict": 0.6, "api": 0.9}
LEAST_RATIO: Final = {"librosa + TFLite": 10.0, "librosa + TensorFlow": 10.0}


@dataclass(frozen=True, slots=True)
class Case:
    """One handler and the events it gets."""

    name: str
    handler: str
    place: HandlerPlace
    events: Callable[[], dict[str, Any]]
    right: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of all rounds."""

    name: str
    init: Taken
    first: Taken
    warm: Taken

    @property
    def cold_cpu(self) -> float:
        """CPU seconds from nothing to the first answer."""
        return self.init.cpu + self.first.cpu

    def line(self) -> str:
        """Return it as text, in the columns of HEADING."""
        steps = [f"{1e3 * t.wall:8.0f}{1e3 * t.cpu:7.0f}" for t in (self.init, self.first)]
        warm = f"{1e3 * self.warm.wall:8.1f}{1e3 * self.warm.cpu:7.1f}"
        return f"{self.name:<38}{''.join(steps)}{warm}{self.warm.peak_mib:10.0f}"


HEADING: Final = (
    f"{'':<38}{'init':>8}{'':>7}{'first':>8}{'':>7}{'warm':>8}{'':>7}{'peak':>10}\n"
    f"{'':<38}{'wall':>8}{'CPU':>7}{'wall':>8}{'CPU':>7}{'wall':>8}{'CPU':>7}{'MiB':>10}"
)


def measure_case(case: Case, rounds: int) -> Figures:
    """Start a handler cold so many times, each with a first and some warm requests."""
    cold: list[list[Taken]] = []
    for _ in range(rounds):
        with running_emulator(case.handler, case.place) as emulator:
            for _ in range(1 + WARM):
                _ask(emulator, case)
            cold.append(emulator.taken())
    return Figures(
        case.name,
        _median([steps[0] for steps in cold]),
        _median([steps[1] for steps in cold]),
        _median([step for steps in cold for step in steps[2:]]),
    )


def _ask(emulator: RuntimeEmulator, case: Case) -> None:
    answer = emulator.invoke(case.events())
    if not case.right(answer):
        raise RuntimeError(f"{case.name}: a wrong answer: {json.dumps(answer)[:2000]}")


def _median(steps: list[Taken]) -> Taken:
    return Taken(
        statistics.median(step.wall for step in steps),
        statistics.median(step.cpu for step in steps),
        max(step.peak_mib for step in steps),
    )


@contextmanager
def ours(take: Path) -> Iterator[list[Case]]:
    """Return our handlers, as packed."""
    with world.world() as aws:

        def case(function: str, name: str, events: Callable[[], dict[str, Any]]) -> Case:
            packed = runtime.packed(function)
            place = HandlerPlace(packed.python, packed.folders, aws.environment(function))
            right = _all_done if function == "analyse" else _answered
            return Case(name, f"functions.{function}.handler.handler", place, events, right)

        form = world.single_event(take)
        yield [
            case("api", "api: health", world.health_event),
            case("predict", "predict: single, 10 s WAV", lambda: form),
            case("analyse", "analyse: one upload, 10 s WAV", lambda: world.uploaded(take)),
        ]


def theirs(take: Path) -> Iterator[Case]:
    """Return the librosa way on the same file, twice; raise EmulatorMissing."""
    body = base64.b64encode(take.read_bytes()).decode()
    for name, graph in (("TFLite", "tflite"), ("TensorFlow", "tensorflow")):
        yield Case(
            f"librosa + {name}: the same WAV",
            "benchmarks.emulated.librosa_way.handler",
            runtime.installed(graph),
            lambda: {"body": body},
            lambda answer: 0.0 <= answer["answer"] <= 1.0,
        )


def _answered(answer: Any) -> bool:  # noqa: ANN401 - JSON is anything
    return bool(answer["statusCode"] == 200)


def _all_done(answer: Any) -> bool:  # noqa: ANN401 - JSON is anything
    return bool(answer == {"batchItemFailures": []})


def main(arguments: list[str]) -> int:
    """Measure, print, write; 1 where a bound is not kept. What cannot run here is said loudly."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.emulated", description=__doc__)
    parser.add_argument("cases", nargs="*", help="such as predict or api; all by default")
    only = parser.parse_args(arguments).cases
    found: list[Figures] = []
    print(f"ms, medians of {ROUNDS} cold starts (librosa {ROUNDS_LIBROSA}), {WARM} warm requests")
    print(HEADING)
    with tempfile.TemporaryDirectory() as folder:
        take = write_take(Path(folder), "wav", 10).path
        try:
            with ours(take) as cases:
                found += (_told(measure_case(case, ROUNDS)) for case in _chosen(cases, only))
            for case in _chosen(theirs(take), only):
                measure_case(case, 1)  # numba compiles to disk
                found.append(_told(measure_case(case, ROUNDS_LIBROSA)))
        except EmulatorMissing as error:
            print(f"NOT MEASURED: {error}", file=sys.stderr)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps([asdict(one) for one in found], indent=1))
    return 0 if _verdict({one.name.partition(":")[0]: one for one in found}) else 1


def _chosen(cases: Iterable[Case], only: list[str]) -> Iterator[Case]:
    return (case for case in cases if not only or case.name.partition(":")[0] in only)


def _told(figures: Figures) -> Figures:
    print(figures.line(), flush=True)
    return figures


def _verdict(found: dict[str, Figures]) -> bool:
    """Say which bounds are kept; those on the wall are judged on a quiet machine alone."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    quiet = load < cores
    kept = True
    for name, most in MOST_INIT_SECONDS.items():
        if name in found:
            init = found[name].init
            word = _word(init.wall <= most) if quiet else f"NOT JUDGED at a load of {load:.1f}"
            kept &= init.wall <= most or not quiet
            print(f"{name}: init {init.wall:.2f} s, CPU {init.cpu:.2f} s, at most {most} s: {word}")
    for name, least in LEAST_RATIO.items():
        if name in found and "predict" in found:
            mine, other = found["predict"].cold_cpu, found[name].cold_cpu
            kept &= other / mine >= least
            print(
                f"CPU from nothing to the first prediction: {mine:.2f} s; {name} {other:.2f} s: "
                f"{other / mine:.1f} times as much, at least {least:g}: "
                f"{_word(other / mine >= least)}"
            )
    return kept


def _word(kept: bool) -> str:
    return "met" if kept else "MISSED"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
