"""What was proved of the deployment, or why it was not, stands in pytest's summary."""

from typing import Final

import pytest

_LINES: Final = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was built and proved, loudly what was not."""
    lines = terminalreporter.config.stash.get(_LINES, [])
    if lines:
        terminalreporter.section("deployment")
        for line in lines:
            terminalreporter.line(line)


class Protocol:
    """Collects the lines of the summary."""

    def __init__(self, config: pytest.Config) -> None:
        self._lines = config.stash.setdefault(_LINES, [])

    def say(self, line: str) -> None:
        """Add a line, once."""
        if line not in self._lines:
            self._lines.append(line)


@pytest.fixture(scope="session")
def protocol(pytestconfig: pytest.Config) -> Protocol:
    return Protocol(pytestconfig)
