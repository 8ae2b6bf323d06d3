"""What takes minutes and waits for nothing begins early, on a core that the tests leave idle.

Each is a process of its own and stands behind a fixture of the same name. As soon as pytest has
collected a test that asks for it, it is in line; one after the other, so that the tests
keep a core.
"""

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.runtimes.environment import ROOT

Launch = Callable[["Early"], "subprocess.Popen[str]"]


class Early:
    """A process that begins before anybody waits for it.

    Parameters
    ----------
    launch : starts it; what it says comes through its standard output.

    Attributes
    ----------
    folder : where it may write.
    status, output : how it ended, and what it said; after :meth:`wait`.
    """

    def __init__(self, launch: Launch) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="early-"))
        self.status = -1
        self.output = ""
        self._launch = launch
        self._ended = threading.Event()
        self._process: subprocess.Popen[str] | None = None

    def run(self) -> None:
        """Start it and stay until it has ended."""
        try:
            self._process = self._launch(self)
            self.output, _ = self._process.communicate()
            self.status = self._process.returncode
        except Exception as error:  # noqa: BLE001 - told by the tests that wait for it
            self.output = f"{type(error).__name__}: {error}"
        finally:
            self._ended.set()

    def wait(self) -> None:
        """Return when it has ended."""
        self._ended.wait()

    def stop(self) -> None:
        """End it where nobody waits any more, and delete what it wrote."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def script(path: str) -> Launch:
    """Return what runs a script of ours with the folder as its argument."""

    def launch(early: Early) -> "subprocess.Popen[str]":
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, str(ROOT / path), str(early.folder)],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "layers/talent/python")]),
                # As `make` sets it: on small arrays more threads only wait for each other.
                "OPENBLAS_NUM_THREADS": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return launch


class Line:
    """Those that are in line, by name."""

    def __init__(self, launches: Mapping[str, Launch]) -> None:
        self._launches = launches
        self._found: dict[str, Early] = {}
        self._waiting: queue.SimpleQueue[Early] = queue.SimpleQueue()
        self._stopped = False

    def begin(self, name: str) -> Early:
        """Put it in line, unless it is."""
        if name not in self._found:
            if not self._found:
                threading.Thread(target=self._work, daemon=True).start()
            self._found[name] = Early(self._launches[name])
            self._waiting.put(self._found[name])
        return self._found[name]

    def stop(self) -> None:
        """End what runs; begin nothing more."""
        self._stopped = True
        for early in self._found.values():
            early.stop()

    def _work(self) -> None:
        while not self._stopped:
            self._waiting.get().run()


_LINE: Final = pytest.StashKey[Line]()


def prepare(session: pytest.Session, launches: Mapping[str, Launch]) -> None:
    """Begin with all that the collected tests ask for, in the order of ``launches``."""
    line = session.config.stash.setdefault(_LINE, Line(launches))
    if not session.config.option.collectonly:
        asked = {name for item in session.items for name in getattr(item, "fixturenames", ())}
        for name in launches:
            if name in asked:
                line.begin(name)


def waited(config: pytest.Config, name: str) -> Early:
    """Return one that has ended."""
    early = config.stash[_LINE].begin(name)
    early.wait()
    return early


def stop(config: pytest.Config) -> None:
    """Leave nothing running, and no files."""
    if _LINE in config.stash:
        config.stash[_LINE].stop()
