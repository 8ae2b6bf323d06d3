"""The fast tests once more: on CPython 3.13, and with every call to AWS written down.

Two proofs want the functional tests again, ``tests/runtimes`` on another interpreter and
``tests/infra/templates`` with :mod:`tests.infra.recorder`. One run serves both. It begins as soon
as pytest has collected a test that asks for it, on a core that the others leave idle.
"""

import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from infra.packaging.interpreter import find
from tests.runtimes.environment import Environment, make
from tests.runtimes.selection import needing_training_tools

FOLDERS: Final = ("tests/unit", "tests/functional")
LOCAL: Final = "tests/functional/local"
"""Left out: what stands in for AWS on this machine never runs in Lambda."""
NEWEST: Final = "py313"
"""Name of the environment with CPython 3.13 and the LiteRT that is locked for it."""


@dataclass
class SecondRun:
    """A run of the fast tests, begun or done; :meth:`wait` before anything is read.

    Attributes
    ----------
    record : file with a line of JSON for each call to AWS: function, action, resource.
    newest : CPython 3.13; None where there is none, and then the run is on this interpreter.
    status, output : how pytest ended, and what it said.
    left_out : test files that need the training tools.
    """

    record: Path
    newest: Environment | None = None
    status: int = -1
    output: str = ""
    left_out: list[Path] = field(default_factory=list)
    _thread: threading.Thread | None = None
    _process: "subprocess.Popen[str] | None" = None

    def begin(self) -> None:
        """Begin, unless it has begun."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Begin if need be, and wait for the end."""
        self.begin()
        assert self._thread is not None
        self._thread.join()

    def stop(self) -> None:
        """End it where nobody waits any more."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    def _run(self) -> None:
        try:
            self._begin_process()
            assert self._process is not None
            self.output, _ = self._process.communicate()
            self.status = self._process.returncode
        except Exception as error:  # noqa: BLE001 - told by the tests that wait for it
            self.output = f"{type(error).__name__}: {error}"

    def _begin_process(self) -> None:
        found = find().python
        if found is not None:
            self.newest = make(NEWEST, found)
            self.left_out = needing_training_tools(*FOLDERS)
        place = self.newest or Environment(Path(sys.executable))
        ignored = [f"--ignore={path}" for path in (LOCAL, *self.left_out)]
        self._process = place.begin(
            *("-m", "pytest", "-p", "tests.infra.recorder", "-m", "not slow", *FOLDERS, *ignored),
            environment={"RECORD": str(self.record)},
        )


_RUN: Final = pytest.StashKey[SecondRun]()


def of(config: pytest.Config) -> SecondRun:
    """Return the run of this session."""
    if _RUN not in config.stash:
        folder = tempfile.mkdtemp(prefix="second-run-")
        config.stash[_RUN] = SecondRun(Path(folder, "calls.jsonl"))
    return config.stash[_RUN]


def stop(config: pytest.Config) -> None:
    """End the run of this session, if there is one, and delete what it wrote."""
    run = config.stash.get(_RUN, None)
    if run is not None:
        run.stop()
        run.record.unlink(missing_ok=True)
        os.rmdir(run.record.parent)
