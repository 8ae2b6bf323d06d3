"""Trained graphs of either kind, on every feature set, taken apart."""

from pathlib import Path

import numpy as np
import pytest

from talent.features.catalogue import FEATURE_SETS
from talent.model.explain import explain
from tests.training.conftest import load_made
from training_job.models.model_selection import KINDS, Kind


@pytest.mark.parametrize("feature_set", FEATURE_SETS)
@pytest.mark.parametrize("kind", KINDS)
def test_contributions_add_up_in_trained_graphs(made: Path, kind: Kind, feature_set: str) -> None:
    model, vectors = load_made(made, feature_set, kind)
    moved = 0
    for vector in vectors:
        found = explain(model.score, model.manifest, vector)
        assert found.logit == model.score(vector).logit
        assert tuple(found.features) == (FEATURE_SETS[feature_set] if kind == "linear" else ())
        for parts in (found.features, found.groups):
            if parts:
                total = found.base_logit + sum(parts.values())
                assert total == pytest.approx(found.logit, abs=1e-5, rel=0)
        moved += any(abs(part) > 0.01 for part in found.groups.values())
    assert np.isfinite(found.logit)
    assert moved > len(vectors) / 2
