"""Measure what predictions take, under AWS's emulator, and write it down for the bill."""

import gzip
import json
import os
import platform
import statistics
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.cost.work import MEASURED, MeasuredWork, Step
from benchmarks.emulated import runtime, world
from benchmarks.emulated.emulator import HandlerPlace, running_emulator
from benchmarks.takes import write_take

SECONDS: Final = 10
REQUESTS: Final = 10
TRAINING_SECONDS: Final = 54.0
"""The slower of the two in docs/retraining.md, "How long it takes"."""


def measure_cost() -> None:
    """Write :data:`benchmarks.cost.work.MEASURED`."""
    steps, cold = {}, 0.0
    with tempfile.TemporaryDirectory() as folder, world.world() as aws:
        take = write_take(Path(folder), "wav", SECONDS).path
        events = {
            "predict": lambda: world.single_event(take),
            "analyse": lambda: world.uploaded(take),
            "api": world.health_event,
        }
        for name, event in events.items():
            packed = runtime.packed(name)
            variables = {**aws.environment(name), **_LOGGED}
            place = HandlerPlace(packed.python, packed.folders, variables)
            with running_emulator(f"functions.{name}.handler.handler", place) as emulator:
                emulator.invoke(event())
                before = emulator.log_bytes()
                answers = [emulator.invoke(event()) for _ in range(REQUESTS)]
                written = (emulator.log_bytes() - before) / REQUESTS
                init, first, *warm = emulator.taken()
            steps[name] = Step(
                seconds=round(statistics.median(one.cpu for one in warm), 4),
                log_bytes=round(written),
                answer_bytes=_sent(answers[-1]),
            )
            cold = cold or init.cpu + first.cpu
        found = MeasuredWork(
            _machine(), steps, take.stat().st_size, round(cold, 2), TRAINING_SECONDS
        )
    MEASURED.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")


_LOGGED: Final = {"LOG_LEVEL": "INFO", "POWERTOOLS_LOG_LEVEL": "INFO"}
"""As deployed."""


def _sent(answer: Any) -> int:  # noqa: ANN401 - JSON is anything
    """Return how many bytes of an answer leave; what answers a queue stays inside."""
    body = str(answer.get("body", ""))
    return len(gzip.compress(body.encode()))


def _machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.0f}, "
        f"{datetime.now(UTC):%Y-%m-%d}"
    )
