"""librosa compiles itself when first used: half a minute, unless numba keeps the result."""

import os
from pathlib import Path

import pytest

from tests.unit.acoustic.oracle import TEMPI

os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parents[3] / ".numba_cache"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once how many tempi were ties that fell the other way."""
    if TEMPI:
        ties = TEMPI.count("tie")
        terminalreporter.write_line(f"tempo beside librosa's: {len(TEMPI)} compared, {ties} ties")
