"""The command that makes a model: twice the same bytes, and on other features another model."""

from pathlib import Path

import pytest

from talent.model.artifact import FILES, load_model, read_folder
from talent.model.explain import explain
from tests.training.conftest import run_python
from tests.training.test_default_model import spec_of
from training_job.models.dataset import to_row
from training_job.singer import make_clip


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


@pytest.mark.slow
def test_a_model_on_other_features_is_made_and_judges(tmp_path: Path) -> None:
    """Sung, measured, trained, exported and served on all 57 features."""
    child = run_python(
        *("-m", "training_job", "model", "--feature-set", "all", "--out", str(tmp_path / "all")),
        *("--singers", "36", "--takes", "2", "--epochs", "4"),
    )
    assert child.returncode == 0, child.stderr[-2000:]
    model = load_model(read_folder(tmp_path / "all"))
    assert model.manifest.version.startswith("all-")
    assert model.manifest.feature_set == "all"
    witnesses = model.evaluation["witnesses"]
    for recording in list(witnesses)[:3]:
        row = to_row(make_clip(spec_of(recording)), "all")
        assert model.score(row.vector).probability == pytest.approx(witnesses[recording], abs=1e-3)
        found = explain(model.score, model.manifest, row.vector)
        for parts in (found.features, found.groups):
            total = found.base_logit + sum(parts.values())
            assert not parts or total == pytest.approx(found.logit, abs=1e-5, rel=0)
