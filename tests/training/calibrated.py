"""Calibrates a model of each kind; to be imported where TensorFlow may be."""

from typing import Any

import numpy as np

from talent.learning import Platt, folds_of
from tests.training.made_up import SMALL, dataset
from training_job.models.export import answers_of
from training_job.models.model_kinds import fit
from training_job.models.model_selection import KINDS


def calibrated() -> dict[str, Any]:
    """Return what each kind answers before and after, and its probability, by kind."""
    data = dataset()
    found: dict[str, Any] = {}
    for kind in KINDS:
        fitted = fit(kind, data, folds_of(data.groups), SMALL)
        after = answers_of(fitted.calibrated(Platt(0.5, -1.0)).graph(), data.features)
        before = answers_of(fitted.graph(), data.features)
        np.testing.assert_allclose(fitted.logits(data.features), before["logit"], atol=1e-3)
        found[kind] = {
            "before": before["logit"].tolist(),
            "after": after["logit"].tolist(),
            "probability": after["probability"].tolist(),
        }
    return found
