"""Trained graphs of either kind, taken apart."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from talent.features.catalogue import NAMES
from talent.model.explain import explain
from talent.model.interpreter import Interpreter
from talent.model.manifest import Manifest


@pytest.mark.parametrize("kind", ["linear", "network"])
def test_contributions_add_up_in_trained_graphs(made: Path, kind: str) -> None:
    score = Interpreter((made / f"{kind}.tflite").read_bytes(), inputs=len(NAMES))
    text = (made / "model" / "manifest.json").read_text()
    manifest = replace(Manifest.from_json(text), kind=json.loads(f'"{kind}"'))
    with np.load(made / f"{kind}.npz") as keras:
        vectors = keras["vectors"]
    moved = 0
    for vector in vectors:
        found = explain(score, manifest, vector)
        for parts in (found.features, found.groups):
            if parts:
                total = found.base_logit + sum(parts.values())
                assert total == pytest.approx(found.logit, abs=1e-5, rel=0)
        moved += any(abs(part) > 0.01 for part in found.groups.values())
    assert moved > len(vectors) / 2
