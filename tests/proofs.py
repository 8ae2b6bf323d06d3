"""What was proved on which engine, and what was not: sections of pytest's own summary."""

from collections.abc import Mapping
from typing import Final

import pytest

_SECTIONS: Final = pytest.StashKey[dict[str, list[str]]]()


class Proofs:
    """Collects the lines of one section of the summary."""

    def __init__(self, config: pytest.Config, section: str) -> None:
        self._lines = said(config).setdefault(section, [])

    def say(self, line: str) -> None:
        """Add a line, once."""
        if line not in self._lines:
            self._lines.append(line)


def said(config: pytest.Config) -> dict[str, list[str]]:
    """Return the lines of every section."""
    return config.stash.setdefault(_SECTIONS, {})


def add(config: pytest.Config, sections: Mapping[str, list[str]]) -> None:
    """Add what was said in another process."""
    for section, lines in sections.items():
        proofs = Proofs(config, section)
        for line in lines:
            proofs.say(line)


def write(terminal: pytest.TerminalReporter) -> None:
    """Write the sections in which something was said."""
    for section, lines in said(terminal.config).items():
        if lines:
            terminal.section(section)
            for line in lines:
                terminal.line(line)
