"""The pages say of the default model what its own record says."""

import re
from pathlib import Path
from typing import Final

import pytest

from talent.model.artifact import load_model, read_folder
from tests.runtimes.environment import ROOT
from training_job.job.evaluate_rated import DEFAULT_MODEL

README: Final = ROOT / "README.md"
HOW_GOOD: Final = ROOT / "docs/how-good.md"
ROWS: Final = {
    "AUC (chance 0.5)": ("auc", (README, HOW_GOOD)),
    "Spearman with skill / mean rating": ("spearman", (HOW_GOOD,)),
    "balanced accuracy": ("balanced_accuracy", (README, HOW_GOOD)),
    "accuracy": ("accuracy", (HOW_GOOD,)),
    "Brier score (0.25 says nothing)": ("brier", (README, HOW_GOOD)),
    "calibration error": ("calibration_error", (HOW_GOOD,)),
}


@pytest.mark.parametrize(("row", "figure", "pages"), [(r, *rest) for r, rest in ROWS.items()])
def test_a_figure_is_that_of_the_record(row: str, figure: str, pages: tuple[Path, ...]) -> None:
    found = load_model(read_folder(DEFAULT_MODEL)).evaluation["summary"][figure]
    said = f"| {row} | {found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}] |"
    assert [page.name for page in pages if said not in page.read_text(encoding="utf-8")] == []


def test_the_first_answer_is_by_the_model_that_comes_with_the_code() -> None:
    version = load_model(read_folder(DEFAULT_MODEL)).manifest.version
    assert set(re.findall(r"default-[0-9a-f]{12}", README.read_text(encoding="utf-8"))) == {version}
