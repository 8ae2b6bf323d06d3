"""Kill the stack while clients write to it: whatever was acknowledged is there afterwards.

    python -m tests.prove.kills --count 50 --clients 4

Each client stores recordings, rates them, stores them again, deletes some and sends others straight
to S3, and writes down what it was told. The stack and its workers get SIGKILL in the middle. After
each restart on the same DATA_DIR everything is compared with what was written down.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from benchmarks.durable import take
from tests.e2e.conftest import Stack, start

OPEN = {"RATE_LIMIT": "1000000", "BURST_LIMIT": "1000000"}
FINAL_SECONDS = 180.0
NUMBERS = count()


@dataclass
class Kept:
    """What a client was told of one recording.

    Attributes
    ----------
    number : of its sound, see :func:`benchmarks.durable.take`.
    raters : whose opinions were acknowledged.
    deletion : "" where none was asked for, otherwise "asked" or "acknowledged".
    """

    number: int
    raters: set[str]
    deletion: str = ""


@dataclass
class Client:
    """One client with its memory: nobody else writes to its recordings."""

    seed: int
    kept: dict[str, Kept] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    """Uploads straight to S3 that S3 acknowledged, and what for."""
    told: Counter[str] = field(default_factory=Counter)
    """How many acknowledgements there were, by kind."""

    def run(self, base: str) -> None:
        """Write until the stack is gone."""
        chance = random.Random(f"{self.seed}/{self.told.total()}")
        acts = [self._store] * 8 + [self._rate] * 3 + [self._again] * 3
        acts += [self._delete] * 3 + [self._send] * 3
        with (
            httpx.Client(base_url=base, timeout=60, trust_env=False) as http,
            suppress(httpx.TransportError),
        ):
            while True:
                chance.choice(acts)(http, chance)

    def _store(self, http: httpx.Client, _: random.Random) -> None:
        number = next(NUMBERS)
        row = self._post(http, number, f"first-{number}")
        assert row["status"] == "stored", row
        self.kept[row["recording_id"]] = Kept(number, {f"first-{number}"})
        self.told["stored"] += 1

    def _again(self, http: httpx.Client, chance: random.Random) -> None:
        if one := self._any(chance):
            rater = f"again-{self.told.total()}"
            row = self._post(http, self.kept[one].number, rater)
            assert row["status"] == "duplicate", row
            self.kept[one].raters.add(rater)
            self.told["stored again"] += 1

    def _post(self, http: httpx.Client, number: int, rater: str) -> Any:
        answer = http.post(
            "/api/v1/upload-data",
            files={"files": (f"{number}.wav", take(number))},
            data={"label": "good", "rater": rater},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["files"][0]

    def _rate(self, http: httpx.Client, chance: random.Random) -> None:
        if one := self._any(chance):
            rater = f"rater-{self.told.total()}"
            body = {"label": chance.choice(["good", "bad"]), "rater": rater}
            answer = http.patch(f"/api/v1/data/{one}", json=body)
            assert answer.status_code == 200, answer.text
            self.kept[one].raters.add(rater)
            self.told["rated"] += 1

    def _delete(self, http: httpx.Client, chance: random.Random) -> None:
        if one := self._any(chance):
            self.kept[one].deletion = "asked"
            answer = http.delete(f"/api/v1/data/{one}")
            assert answer.status_code == 200, answer.text
            self.kept[one].deletion = "acknowledged"
            self.told["deleted"] += 1

    def _send(self, http: httpx.Client, chance: random.Random) -> None:
        number, purpose = next(NUMBERS), chance.choice(["prediction", "data"])
        about = {"filename": f"{number}.wav", "content_type": "audio/wav"}
        if purpose == "data":
            asked = http.post("/api/v1/upload-data", json={"files": [{**about, "label": "bad"}]})
            leave = asked.json()["files"][0]
        else:
            asked = http.post("/api/v1/uploads", json=about)
            leave = asked.json()
        assert asked.is_success, asked.text
        answer = http.post(leave["url"], data=leave["fields"], files={"file": ("x", take(number))})
        assert answer.status_code == 204, answer.text
        self.sent[leave.get("id") or leave["upload_id"]] = purpose
        self.told[f"sent to S3 ({purpose})"] += 1

    def _any(self, chance: random.Random) -> str | None:
        there = [one for one, kept in self.kept.items() if not kept.deletion]
        return chance.choice(there) if there else None


def lost(http: httpx.Client, clients: Sequence[Client]) -> Iterator[str]:
    """Yield what was acknowledged and is not so."""
    for client in clients:
        for one, kept in client.kept.items():
            answer = http.get(f"/api/v1/data/{one}")
            if kept.deletion == "acknowledged" and answer.status_code != 404:
                yield f"the deleted recording {one} came back: {answer.status_code}"
            if kept.deletion:
                continue
            if answer.status_code != 200:
                yield f"the recording {one} is gone: {answer.status_code}"
                continue
            raters = {opinion["rater"] for opinion in answer.json()["opinions"]}
            if missing := kept.raters - raters:
                yield f"the opinions of {sorted(missing)} on {one} are gone"
        for one in client.sent:
            answer = http.get(f"/api/v1/uploads/{one}")
            if answer.status_code != 200:
                yield f"the upload {one} is gone: {answer.status_code}"


def unfinished(http: httpx.Client, clients: Sequence[Client]) -> Iterator[str]:
    """Yield the uploads straight to S3 that do not come to their end."""
    deadline = time.monotonic() + FINAL_SECONDS
    for one in (one for client in clients for one in client.sent):
        while (found := http.get(f"/api/v1/uploads/{one}").json())["status"] != "done":
            if time.monotonic() > deadline or found["status"] in {"failed", "refused"}:
                yield f"the upload {one} ends as {found['status']}: {found}"
                break
            time.sleep(0.1)


@contextmanager
def running(folder: Path) -> Iterator[Stack]:
    """Run a stack on a folder; it and its workers get SIGKILL at the end, all at once."""
    stack = start(DATA_DIR=str(folder), **OPEN)
    try:
        yield stack
    finally:
        if stack.process.poll() is None:
            for pid in (stack.process.pid, *stack.children()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        stack.process.communicate(timeout=30)


def prove(folder: Path, *, kills: int, clients: int, say: Callable[[str], None]) -> list[str]:
    """Kill and compare so often; return what was lost."""
    many = [Client(seed) for seed in range(clients)]
    found: list[str] = []
    moments = random.Random(0)
    for number in range(1, kills + 1):
        with running(folder) as stack, ThreadPoolExecutor(clients) as threads:
            with httpx.Client(base_url=stack.base, timeout=60, trust_env=False) as http:
                found += lost(http, many)
            work = [threads.submit(client.run, stack.base) for client in many]
            begun = sum(client.told.total() for client in many)
            while sum(client.told.total() for client in many) == begun and _at_work(work):
                time.sleep(0.01)
            time.sleep(moments.uniform(0.0, 3.0))
            for pid in (stack.process.pid, *stack.children()):
                os.kill(pid, signal.SIGKILL)
            for one in work:
                one.result()
        told = sum((client.told for client in many), Counter[str]())
        say(f"kill {number}: {told.total()} acknowledged so far, {len(found)} lost")
    with (
        running(folder) as stack,
        httpx.Client(base_url=stack.base, timeout=60, trust_env=False) as http,
    ):
        found += [*unfinished(http, many), *lost(http, many)]
        rest = stack.end()
        if stack.process.returncode or re.search("Traceback|Error", rest):
            found.append(f"the last stack ended with {stack.process.returncode}: {rest}")
    told = sum((client.told for client in many), Counter[str]())
    say(", ".join(f"{number} {kind}" for kind, number in sorted(told.items())))
    return found


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program


def _at_work(work: Sequence[Future[None]]) -> bool:
    return not any(one.done() for one in work)


def main() -> int:
    """Return 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=50, help="of kills")
    parser.add_argument("--clients", type=int, default=4)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = prove(Path(folder) / "data", kills=asked.count, clients=asked.clients, say=_say)
    for line in (*found, f"{asked.count} kills, {len(found)} lost"):
        _say(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
