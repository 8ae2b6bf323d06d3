"""A few kills; `python -m tests.prove.kills` proves it with fifty."""

from pathlib import Path

import pytest

from tests.prove.kills import prove


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    said: list[str] = []
    assert prove(tmp_path / "data", kills=4, clients=4, say=said.append) == []
    assert any("stored" in line for line in said)
