"""For all tests: the longest begin first, and pytest's summary says what was proved."""

from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings

from tests import proofs, second_run
from tests.once import made_once

LONGEST: Final = (
    "tests/training/test_retrain.py",
    "tests/runtimes/test_second_runtime.py",
    "tests/e2e/test_training.py",
    "tests/platform/test_deployed.py",
    "tests/console/test_loop.py",
    "tests/training/test_reproducible.py",
)
"""Files that begin first, in this order: no worker is left alone with one of them in the end."""

# How long an example takes depends on what the other worker does.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, in their order."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    file = item.nodeid.partition("::")[0]
    return LONGEST.index(file) if file in LONGEST else len(LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was proved, loudly what was not."""
    proofs.write(terminalreporter)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what a worker of xdist proved to the process that writes the summary."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["proofs"] = proofs.said(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take in what a worker of xdist proved."""
    proofs.add(node.config, getattr(node, "workeroutput", {}).get("proofs", {}))


@pytest.fixture(scope="session")
def rerun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with what the second run of the fast tests wrote."""
    return made_once(tmp_path_factory, "second-run", second_run.run)
