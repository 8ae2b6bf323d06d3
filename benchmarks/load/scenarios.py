"""Scenarios of the load test, and Locust's results of one."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.load.servers import ServerProcess
from benchmarks.processes import ROOT

REFUSED: Final = "refused, with Retry-After"
"""The name under which `benchmarks.load.locustfile` counts a proper refusal."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Requests to send, and the number of users.

    Attributes
    ----------
    mix : weights of `health`, `single` and `batch`.
    steps : shares of the time and numbers of users, one after the other.
    """

    name: str
    mix: Mapping[str, int]
    steps: tuple[tuple[float, int], ...]


_MIXED: Final = {"single": 6, "batch": 1, "health": 3}
SCENARIOS: Final = (
    Scenario("health, monitoring", {"health": 1}, ((1.0, 10),)),
    Scenario("single", {"single": 1}, ((1.0, 4),)),
    Scenario("batch of 3 to 5", {"batch": 1}, ((1.0, 2),)),
    Scenario("mixed", _MIXED, ((1.0, 6),)),
    Scenario("stress", _MIXED, ((0.33, 5), (0.33, 15), (0.34, 30))),
    Scenario("spike", _MIXED, ((0.3, 2), (0.3, 40), (0.4, 2))),
)
OVERLOAD: Final = Scenario("past the limit", {"single": 1}, ((1.0, 80),))
SOAK: Final = Scenario("soak", _MIXED, ((1.0, 3),))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Results of the requests of one scenario.

    Attributes
    ----------
    answered : requests with a right answer.
    refused : with 429 or 503 and the time to come again.
    failed : with anything else, a wrong answer included.
    seconds : from the first request to the last.
    milliseconds : how many answers took how long.
    """

    answered: int
    refused: int
    failed: int
    seconds: float
    milliseconds: Mapping[int, int]

    def percentile(self, share: float) -> int:
        """Return the time within which that share of the answers came, in ms."""
        wanted, seen = share * sum(self.milliseconds.values()), 0
        for time, count in sorted(self.milliseconds.items()):
            seen += count
            if seen >= wanted:
                return time
        return 0

    def line(self) -> str:
        """Return it as text, in the columns of HEADING."""
        rate = self.answered / self.seconds if self.seconds else 0.0
        times = "".join(f"{self.percentile(share):>8}" for share in (0.5, 0.95, 0.99))
        return f"{rate:>10.1f}{times}{self.answered:>10}{self.refused:>9}{self.failed:>8}"


HEADING: Final = (
    f"{'req/s':>10}{'p50 ms':>8}{'p95':>8}{'p99':>8}{'answered':>10}{'refused':>9}{'errors':>8}"
)


def run_scenario(
    scenario: Scenario, server: ServerProcess, takes: Mapping[Path, float], seconds: float
) -> Outcome:
    """Let Locust play a scenario."""
    return outcome(start(scenario, server, takes, seconds))


def start(
    scenario: Scenario, server: ServerProcess, takes: Mapping[Path, float], seconds: float
) -> "subprocess.Popen[str]":
    """Begin a scenario in a process of its own."""
    return subprocess.Popen(  # noqa: S603 - our own locustfile
        [
            *(sys.executable, "-m", "locust", "--headless", "--json", "--skip-log-setup"),
            *("--locustfile", str(Path(__file__).parent / "locustfile.py")),
            *("--host", f"http://127.0.0.1:{server.port}"),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "LOAD_TAKES": json.dumps({str(path): good for path, good in takes.items()}),
            "LOAD_MIX": json.dumps(dict(scenario.mix)),
            "LOAD_STEPS": json.dumps([(seconds * share, n) for share, n in scenario.steps]),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(process: "subprocess.Popen[str]") -> Outcome:
    """Wait for the end of a scenario and return what became of it."""
    said, complaint = process.communicate()
    if not said.strip():
        raise RuntimeError(f"Locust failed:\n{complaint[-2000:]}")
    stats = json.loads(said[said.index("[") :])
    if process.returncode and not any(one["num_failures"] for one in stats):
        raise RuntimeError(f"Locust failed:\n{complaint[-2000:]}")
    times: Counter[int] = Counter()
    answers = [one for one in stats if one["name"] != REFUSED]
    for one in answers:
        for milliseconds, count in one["response_times"].items():
            times[round(float(milliseconds))] += count
    failed = sum(one["num_failures"] for one in stats)
    ends = [one["last_request_timestamp"] for one in stats if one["last_request_timestamp"]]
    begins = [one["start_time"] for one in stats]
    return Outcome(
        answered=sum(one["num_requests"] for one in answers) - failed,
        refused=sum(one["num_requests"] for one in stats if one["name"] == REFUSED),
        failed=failed,
        seconds=max(ends) - min(begins) if ends else 0.0,
        milliseconds=dict(times),  # asdict makes nonsense of a Counter
    )
