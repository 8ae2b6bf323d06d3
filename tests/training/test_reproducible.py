"""`make model` twice gives the same bytes."""

from pathlib import Path

import pytest

from talent.model.artifact import FILES, load_model, read_folder
from tests.training.conftest import run_python


@pytest.mark.slow
def test_the_model_is_made_twice_with_the_same_bytes(tmp_path: Path) -> None:
    """A small corpus and few epochs; every stage of the real thing."""
    models = []
    # Another number of workers must not matter either.
    for name, workers in (("first", "2"), ("second", "1")):
        child = run_python(
            *("-m", "training_job", "model", "--out", str(tmp_path / name)),
            *("--singers", "36", "--takes", "2", "--epochs", "4", "--workers", workers),
        )
        assert child.returncode == 0, child.stderr[-2000:]
        models.append(read_folder(tmp_path / name))
        assert "sing and analyse" in child.stdout
    first, second = models
    assert set(first) == set(FILES)
    assert first == second
    assert load_model(first).manifest.version.startswith("default-")
