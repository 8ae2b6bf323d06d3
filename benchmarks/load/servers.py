"""Servers under load, as processes whose memory can be watched."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import ROOT, child_environment
from local.gateway.web_server import free_port

_READY_SECONDS = 240.0
_OPEN = "1000000"


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running server.

    Attributes
    ----------
    port : where it answers.
    process : what was started; workers are its children.
    """

    port: int
    process: "subprocess.Popen[bytes]"

    def memory_mib(self) -> float:
        """Return what it and its children hold in memory that nobody else does, in MiB (USS)."""
        return sum(map(_private_kib, _family(self.process.pid))) / 1024

    def get(self, path: str) -> int:
        """Return the status of a GET, 0 where nobody listens."""
        return self.ask("GET", path, b"", {})[0]

    def judge(self, take: Path) -> tuple[int, float | None]:
        """Send a recording; return the status and the probability, None where there is none."""
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{take.name}"'
        body = f"{head}\r\n\r\n".encode() + take.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        status, said = self.ask("POST", "/api/v1/predictions/single", body, kind)
        return status, json.loads(said).get("probability_good") if status else None

    def ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        """Return status and body of an answer; 0 and nothing where nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_READY_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()


def _family(pid: int) -> Iterator[int]:
    """Return a process and all that stand below it."""
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text().split():
            yield from _family(int(child))


def _private_kib(pid: int) -> int:
    """Return the memory that a process shares with nobody, 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


@contextmanager
def stack(workers: int, **more: str) -> Iterator[ServerProcess]:
    """Run the local stack with so many workers and no limit on the rate of one client.

    Parameters
    ----------
    more : further variables of its environment.
    """
    port = free_port()
    limits = {"RATE_LIMIT": _OPEN, "BURST_LIMIT": _OPEN, "DATA_DIR": ""}
    variables = {"PORT": str(port), "WORKERS": str(workers), "HOST": "127.0.0.1", **limits, **more}
    with _running([sys.executable, "-m", "local"], variables, port) as server:
        yield server


@contextmanager
def original() -> Iterator[ServerProcess]:
    """Run the original's way."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.load.original", str(port)]
    with _running(command, {}, port) as server:
        yield server


@contextmanager
def _running(command: list[str], variables: dict[str, str], port: int) -> Iterator[ServerProcess]:
    process = subprocess.Popen(  # noqa: S603 - our own modules
        command,
        cwd=ROOT,
        env={**child_environment(), **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    server = ServerProcess(port, process)
    try:
        deadline = time.monotonic() + _READY_SECONDS
        while server.get("/api/v1/health") != 200:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(command)} did not start")
            time.sleep(0.2)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
