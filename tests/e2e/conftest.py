"""The stack as `make run` starts it, once for all tests."""

import io
import os
import re
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import pytest

from local.paths import ROOT
from topology.environment import SECRET_KEY

READY_SECONDS = 60.0


@dataclass
class Stack:
    """A running stack.

    Attributes
    ----------
    process : the process that `make run` starts.
    base : where its API is.
    banner : what it said when it was ready.
    """

    process: "subprocess.Popen[str]"
    base: str
    banner: str

    @property
    def aws(self) -> str:
        """Where its AWS is, for clients with the local keys."""
        return told(self.banner, "AWS (moto)")

    def children(self) -> list[int]:
        """Return the processes it started."""
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(path) as file:
            return [int(pid) for pid in file.read().split()]

    def workers(self, function: str) -> list[int]:
        """Return the processes of one function."""
        mark = f"_HANDLER=functions.{function}.".encode()
        return [pid for pid in self.children() if mark in Path(f"/proc/{pid}/environ").read_bytes()]

    def end(self, number: int = signal.SIGINT) -> str:
        """Send it a signal and return what else it said."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=20)
        return rest


def told(banner: str, name: str) -> str:
    """Return the address that a banner tells for a name."""
    found = re.search(rf"{re.escape(name)}\s+(http\S+)", banner)
    assert found, banner
    return found[1]


def start(**environment: str) -> Stack:
    """Start a stack on a free port and wait until it is ready; tests look into its AWS."""
    ours = {"PORT": "0", "HOST": "127.0.0.1", "WORKERS": "2", "AWS_SECRET": SECRET_KEY}
    process = subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env={**os.environ, **ours, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    banner = ""
    for line in process.stdout:
        banner += line
        if "Ctrl-C" in line:
            return Stack(process, told(banner, "API").removesuffix("/api/v1/"), banner)
    process.communicate()
    raise AssertionError(f"It did not start:\n{banner}")


@contextmanager
def alone(**environment: str) -> Iterator[Stack]:
    """Run a stack of one's own; it is gone afterwards, whatever happens."""
    stack = start(**environment)
    try:
        yield stack
    finally:
        children = stack.children() if stack.process.poll() is None else []
        stack.process.kill()
        for pid in children:  # they hold its pipe
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        stack.process.communicate(timeout=20)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    running = start()
    yield running
    assert not re.search("Traceback|Error", running.end()), "it ended with noise"
    assert running.process.returncode == 0


@pytest.fixture(scope="session")
def client(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.base, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def song() -> bytes:
    """Make a WAV: fifteen seconds of a scale, with harmonics and a little vibrato."""
    rate, seconds_per_note = 22_050, 0.5
    steps = np.array([0, 2, 4, 5, 7, 9, 11, 12] * 4)[:30]
    cents = np.repeat(100.0 * steps, int(rate * seconds_per_note))
    time = np.arange(len(cents)) / rate
    frequency = 220.0 * 2.0 ** ((cents + 30.0 * np.sin(2 * np.pi * 5.5 * time)) / 1200.0)
    phase = 2 * np.pi * np.cumsum(frequency) / rate
    tone = sum(np.sin(n * phase) / n for n in range(1, 8))
    envelope = np.minimum(1.0, 8.0 * np.abs(np.sin(np.pi * time / seconds_per_note)))
    noise = np.random.default_rng(1).normal(0.0, 0.002, len(time))
    samples = (0.25 * envelope * tone + noise) * 32767.0
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setparams((1, 2, rate, len(samples), "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())
    return held.getvalue()
