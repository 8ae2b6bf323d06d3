"""For all tests: what was proved stands in pytest's summary."""

import pytest

from tests import proofs


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was proved, loudly what was not."""
    proofs.write(terminalreporter)
