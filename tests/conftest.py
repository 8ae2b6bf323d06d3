"""For all tests: what was proved stands in pytest's summary; what takes long begins early."""

from typing import Final

import pytest

from tests import early, proofs, second_run

LAUNCHES: Final = {
    "rerun": second_run.launch,
    "made": early.script("tests/training/made_up.py"),
    "retrained": early.script("tests/training/retrained.py"),
}
"""Fixtures whose work begins early, in the order in which it does."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was proved, loudly what was not."""
    proofs.write(terminalreporter)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin with what will be asked for."""
    early.prepare(session, LAUNCHES)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave nothing running."""
    early.stop(session.config)


@pytest.fixture(scope="session")
def rerun(pytestconfig: pytest.Config) -> early.Early:
    """Return the second run of the fast tests, ended."""
    return early.waited(pytestconfig, "rerun")
