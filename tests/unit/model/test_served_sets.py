"""A model is loaded only if a prediction computes its features."""

from dataclasses import replace

import pytest

from talent.errors import FeatureMismatch
from talent.features.catalogue import FEATURE_SETS, feature_hash
from talent.model.artifact import DEFAULT_FOLDER, MANIFEST, load_model, read_folder
from talent.model.manifest import Manifest


@pytest.mark.parametrize("name", ["acoustic", "all", "unheard-of"])
def test_a_model_on_features_that_no_prediction_computes_is_refused(name: str) -> None:
    files = read_folder(DEFAULT_FOLDER)
    names = FEATURE_SETS.get(name, ("a",))
    manifest = replace(
        Manifest.from_json(files[MANIFEST]),
        feature_set=name,
        features=names,
        feature_hash=feature_hash(names),
    )
    with pytest.raises(FeatureMismatch):
        load_model({**files, MANIFEST: manifest.to_json().encode()})
