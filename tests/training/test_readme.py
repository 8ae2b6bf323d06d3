"""The README says of the default model what its own record says."""

import re
from typing import Final

import pytest

from talent.model.artifact import load_model, read_folder
from tests.runtimes.environment import ROOT
from training_job.evaluate import DEFAULT_MODEL

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS: Final = {
    "AUC (chance 0.5)": "auc",
    "Spearman with skill / mean rating": "spearman",
    "balanced accuracy": "balanced_accuracy",
    "accuracy": "accuracy",
    "Brier score (0.25 says nothing)": "brier",
    "calibration error": "calibration_error",
}


@pytest.mark.parametrize(("row", "figure"), ROWS.items())
def test_a_figure_is_that_of_the_record(row: str, figure: str) -> None:
    found = load_model(read_folder(DEFAULT_MODEL)).evaluation["summary"][figure]
    said = f"| {row} | {found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}] |"
    assert said in README


def test_the_first_answer_is_by_the_model_that_comes_with_the_code() -> None:
    version = load_model(read_folder(DEFAULT_MODEL)).manifest.version
    assert set(re.findall(r"default-[0-9a-f]{12}", README)) == {version}
