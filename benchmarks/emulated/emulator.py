"""Emulator: an execution environment by AWS's Runtime Interface Emulator, with a handler in it.

The emulator is the program AWS ships for this; it lies in the wheel of aws-sam-cli. It starts
the runtime client at the first event, as Lambda does at a cold start.
"""

import http.client
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from local.gateway.web_server import free_port

PROBE: Final = Path(__file__).parent
_ARCHITECTURES: Final = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
_PATH: Final = "/2015-03-31/functions/function/invocations"
_SECONDS: Final = 120.0


class EmulatorMissing(Exception):
    """Something this measurement needs is not on this machine; the text says what."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step took.

    Attributes
    ----------
    wall, cpu : seconds; CPU is user and system time of the whole process.
    peak_mib : highest resident memory up to here.
    """

    wall: float
    cpu: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class HandlerPlace:
    """What a handler runs from.

    Attributes
    ----------
    python : the interpreter.
    folders : its path, in order; nothing else is importable but the standard library and what
        belongs to the interpreter.
    environment : variables beside those Lambda sets.
    """

    python: Path
    folders: Sequence[Path]
    environment: Mapping[str, str]


def binary() -> Path:
    """Return the emulator's program; raise EmulatorMissing."""
    name = f"aws-lambda-rie-{_ARCHITECTURES.get(platform.machine(), 'unknown')}"
    packages = Path(sys.prefix, "sam", "lib")  # SAM's own environment: see requirements/sam.in
    path = next(packages.glob(f"python*/site-packages/samcli/local/rapid/{name}"), None)
    if path is None:
        raise EmulatorMissing(
            f"{name} of aws-sam-cli is not installed: `make bench-cold` installs it"
        )
    return path


class RuntimeEmulator:
    """A running emulator."""

    def __init__(self, port: int, file: Path, log: Path) -> None:
        self._port = port
        self._file = file
        self._log = log

    def invoke(self, event: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the handler's answer
        """Return the handler's answer to an event."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_SECONDS)
        try:
            connection.request("POST", _PATH, json.dumps(event))
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if isinstance(answer, dict) and "errorType" in answer:
            raise RuntimeError(f"The handler failed: {json.dumps(answer)[:2000]}")
        return answer

    def log_bytes(self) -> int:
        """Return how much was logged so far, the emulator's own lines about requests included."""
        return self._log.stat().st_size

    def lines(self) -> list[dict[str, Any]]:
        """Return what the probe wrote: the initialisation, then each request."""
        return [json.loads(line) for line in self._file.read_text().splitlines()]

    def taken(self) -> list[Taken]:
        """Return what each step took: the initialisation, then each request."""
        return [Taken(line["wall"], line["cpu"], line["peak_mib"]) for line in self.lines()]


@contextmanager
def running_emulator(handler: str, place: HandlerPlace) -> Iterator[RuntimeEmulator]:
    """Start an emulator for a handler; it is cold until the first event."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        file, log = Path(folder, "probe"), Path(folder, "log")
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - AWS's program on our own handler
                [
                    *(str(binary()), "--log-level", "error"),
                    *("--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
                    *("--runtime-api-address", f"127.0.0.1:{free_port()}"),
                    *(str(place.python), "-m", "awslambdaric", "probe.handler"),
                ],
                cwd=folder,
                env=_environment(handler, place, file),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            _wait(port, process, log)
            yield RuntimeEmulator(port, file, log)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _environment(handler: str, place: HandlerPlace, file: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(file.parent),  # nothing of the user's home is in reach
        "PYTHONPATH": os.pathsep.join(map(str, [*place.folders, PROBE])),
        "PYTHONDONTWRITEBYTECODE": "1",  # /opt and /var/task are read-only on Lambda
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(int(_SECONDS)),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        **place.environment,
        "MEASURED": handler,
        "PROBE_FILE": str(file),
    }


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(500):
        if process.poll() is not None:
            raise RuntimeError(f"The emulator ended:\n{log.read_text(errors='replace')[-2000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError("The emulator does not listen")
