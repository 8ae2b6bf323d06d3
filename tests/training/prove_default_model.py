"""The committed default model comes again, sung and trained from its seed: ``make prove``."""

from pathlib import Path

from talent.model.artifact import DEFAULT_FOLDER, read_folder
from tests.training.conftest import run_python


def test_the_committed_model_comes_again_byte_for_byte(tmp_path: Path) -> None:
    child = run_python("-m", "training_job", "model", "--out", str(tmp_path / "model"))
    assert child.returncode == 0, child.stderr[-2000:]
    assert read_folder(tmp_path / "model") == read_folder(DEFAULT_FOLDER)
