"""Users of the load test: the scenarios, with every answer checked.

Run by `benchmarks.load`, which says in ``LOAD_TAKES`` where the recordings are, with the
probability each had when nobody else was there. An answer that differs from it is a failure, and
so is every status but 200. Only a 429 or 503 that says when to come again counts apart.
"""

import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from locust import HttpUser, LoadTestShape, constant, task

TAKES: Final = [(Path(path), good) for path, good in json.loads(os.environ["LOAD_TAKES"]).items()]
MIX: Final[dict[str, int]] = json.loads(os.environ["LOAD_MIX"])
"""Weights of `health`, `single` and `batch`: how often each is done, relative to the others."""
STEPS: Final[list[tuple[float, int]]] = json.loads(os.environ["LOAD_STEPS"])
"""Steps of the load, one after the other: seconds, and number of users."""
REFUSED: Final = "refused, with Retry-After"
TOLERANCE: Final = 1e-5
PAUSE_SECONDS: Final = 0.5
"""After a refusal: less than Retry-After asks, so that the pressure stays on."""

_SOUND: Final = {path: path.read_bytes() for path, _ in TAKES}
_chance: Final = random.Random(1)  # noqa: S311 - which take comes next is no secret
Said = dict[str, Any]
Check = Callable[[Said], str]
"""Says what is wrong with an answer, "" where nothing is."""


class Client(HttpUser):
    """Somebody who asks again as soon as there is an answer."""

    wait_time = constant(0)

    def on_start(self) -> None:
        """Go past any proxy of the machine."""
        self.client.trust_env = False

    @task
    def ask(self) -> None:
        """Do one of the things of the scenario."""
        (chosen,) = _chance.choices(list(MIX), weights=list(MIX.values()))
        getattr(self, f"_{chosen}")()

    def _health(self) -> None:
        for path in ("health", "model-info"):
            self._send("GET", path, lambda said: "" if said else "an empty answer")

    def _single(self) -> None:
        path, good = _chance.choice(TAKES)
        files = {"file": (path.name, _SOUND[path])}
        self._send("POST", "predictions/single", lambda said: _wrong(said, good), files=files)

    def _batch(self) -> None:
        chosen = _chance.choices(TAKES, k=_chance.randint(3, 5))
        files = [("files", (path.name, _SOUND[path])) for path, _ in chosen]

        def check(said: Said) -> str:
            if len(said["results"]) != len(chosen):
                return "another number of results"
            pairs = zip(said["results"], chosen, strict=True)
            return next(filter(None, (_wrong(one, good) for one, (_, good) in pairs)), "")

        self._send("POST", "predictions/batch", check, files=files)

    def _send(self, method: str, path: str, check: Check, **more: Any) -> None:  # noqa: ANN401 - passed on
        with self.client.request(
            method, f"/api/v1/{path}", catch_response=True, name=path, **more
        ) as answer:
            refused = answer.status_code in (429, 503) and "Retry-After" in answer.headers
            if refused:
                answer.request_meta["name"] = REFUSED
                answer.success()
            elif answer.status_code != 200:
                answer.failure(f"status {answer.status_code}")
            elif fault := check(answer.json()):
                answer.failure(fault)
        if refused:
            time.sleep(PAUSE_SECONDS)


class Shape(LoadTestShape):
    """So many users for so long, as the scenario says."""

    def tick(self) -> tuple[int, float] | None:
        """Return how many users there should be now; None at the end."""
        end = 0.0
        for seconds, users in STEPS:
            end += seconds
            if self.get_run_time() < end:  # type: ignore[no-untyped-call] # Locust's own
                return users, float(users)
        return None


def _wrong(said: Said, good: float) -> str:
    found = said.get("probability_good")
    if found is None:
        return f"no judgement: {json.dumps(said)[:200]}"
    return "" if abs(found - good) <= TOLERANCE else "WRONG ANSWER"
