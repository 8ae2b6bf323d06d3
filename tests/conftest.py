"""For all tests: what was proved stands in pytest's summary; the second run begins early."""

import pytest

from tests import proofs, second_run
from tests.second_run import SecondRun


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was proved, loudly what was not."""
    proofs.write(terminalreporter)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin the second run where a test will ask for it."""
    asked = (item for item in session.items if "rerun" in getattr(item, "fixturenames", ()))
    if next(asked, None) is not None and not session.config.option.collectonly:
        second_run.of(session.config).begin()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave nothing running."""
    second_run.stop(session.config)


@pytest.fixture(scope="session")
def rerun(pytestconfig: pytest.Config) -> SecondRun:
    """Wait for the second run of the fast tests."""
    run = second_run.of(pytestconfig)
    run.wait()
    return run
