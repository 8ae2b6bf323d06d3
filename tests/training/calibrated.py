"""Calibrates a model of each kind and prints what it answers before and after, as JSON."""

import json

import numpy as np

from talent.learning import Platt, folds_of
from tests.training.made_up import SMALL, dataset
from training_job.candidates import fit
from training_job.choice import KINDS
from training_job.export import answers_of


def main() -> None:
    """Print the answers."""
    data = dataset()
    found = {}
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
    print(json.dumps(found))  # noqa: T201 - this is what the test reads


if __name__ == "__main__":
    main()
