"""What was proved on which engine, and what was not: sections of pytest's own summary."""

from typing import Final

import pytest

_SECTIONS: Final = pytest.StashKey[dict[str, list[str]]]()


class Proofs:
    """Collects the lines of one section of the summary."""

    def __init__(self, config: pytest.Config, section: str) -> None:
        sections = config.stash.setdefault(_SECTIONS, {})
        self._lines = sections.setdefault(section, [])

    def say(self, line: str) -> None:
        """Add a line, once."""
        if line not in self._lines:
            self._lines.append(line)


def write(terminal: pytest.TerminalReporter) -> None:
    """Write the sections in which something was said."""
    for section, lines in terminal.config.stash.get(_SECTIONS, {}).items():
        if lines:
            terminal.section(section)
            for line in lines:
                terminal.line(line)
