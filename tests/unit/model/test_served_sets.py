"""A model is loaded only if a prediction computes its features, in its order."""

from dataclasses import replace

import pytest

from talent.errors import FeatureMismatch, ModelCorrupt
from talent.features.catalogue import FEATURE_SETS, feature_hash
from talent.model.artifact import DEFAULT_FOLDER, MANIFEST, load_model, read_folder
from talent.model.manifest import Manifest


def relabelled(name: str, names: tuple[str, ...]) -> dict[str, bytes]:
    """Return the default model's files, the manifest naming another feature set."""
    files = read_folder(DEFAULT_FOLDER)
    manifest = replace(
        Manifest.from_json(files[MANIFEST]),
        feature_set=name,
        features=names,
        feature_hash=feature_hash(names),
    )
    return {**files, MANIFEST: manifest.to_json().encode()}


@pytest.mark.parametrize("names", [("a",), FEATURE_SETS["singing"], FEATURE_SETS["all"]], ids=len)
def test_a_set_that_no_prediction_computes_is_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(FeatureMismatch):
        load_model(relabelled("unheard-of", names))


@pytest.mark.parametrize("name", ["acoustic", "all"])
def test_a_set_with_the_features_of_another_is_refused(name: str) -> None:
    with pytest.raises(FeatureMismatch):
        load_model(relabelled(name, FEATURE_SETS["singing"]))
    with pytest.raises(FeatureMismatch):
        load_model(relabelled(name, FEATURE_SETS[name][::-1]))


@pytest.mark.parametrize("name", ["acoustic", "all"])
def test_a_graph_for_another_set_is_refused(name: str) -> None:
    with pytest.raises(ModelCorrupt, match=f"expected \\(1, {len(FEATURE_SETS[name])}\\)"):
        load_model(relabelled(name, FEATURE_SETS[name]))
