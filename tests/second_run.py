"""The fast tests once more: on CPython 3.13, and with every call to AWS written down.

Two proofs want the functional tests again, ``tests/runtimes`` on another interpreter and
``tests/infra/templates`` with :mod:`tests.infra.recorder`. One run serves both. Where there is no
CPython 3.13 it is on the interpreter at hand, for the second of them.
"""

import sys
from pathlib import Path
from typing import Final

from infra.packaging.interpreter import find_python
from tests.runtimes.environment import Environment, make
from tests.runtimes.selection import needing_training_tools

FOLDERS: Final = ("tests/unit", "tests/functional")
LOCAL: Final = "tests/functional/local"
"""Left out: what stands in for AWS on this machine never runs in Lambda."""
NEWEST: Final = "py313"
"""Name of the environment with CPython 3.13 and the LiteRT that is locked for it."""
CALLS: Final = "calls.jsonl"
"""A line of JSON for each call to AWS: function, action, resource."""
OUTPUT: Final = "output.txt"
"""Output of pytest."""


def run(folder: Path) -> None:
    """Run them and write both files; raise AssertionError with pytest's last lines."""
    found = find_python().python
    place = make(NEWEST, found) if found else Environment(Path(sys.executable))
    ignored = [f"--ignore={path}" for path in (LOCAL, *(left_out() if found else ()))]
    done = place.run(
        *("-m", "pytest", "-p", "tests.infra.recorder", "-m", "not slow", *FOLDERS, *ignored),
        RECORD=str(folder / CALLS),
    )
    (folder / OUTPUT).write_text(done.stdout, encoding="utf-8")
    assert done.returncode == 0, (done.stdout + done.stderr)[-8000:]


def left_out() -> list[Path]:
    """Return the test files that need the training tools, which the second runtime lacks."""
    return needing_training_tools(*FOLDERS)
