"""Verify the files of a model: checksums, features, and a prediction that works."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from talent.errors import ModelCorrupt, ModelError, PromotionRefused
from talent.features.extract import by_name
from talent.model.artifact import Model, load_model
from talent.model.explain import explain
from talent.model.reasons import reasons
from talent.registry.model_record import VERSION

_CLASSES: Final = ("good", "bad")


def verify(files: Mapping[str, bytes], *, digest: str | None = None) -> Model:
    """Check files, load them and predict with them; raise PromotionRefused.

    Parameters
    ----------
    files : content by name.
    digest : sha256 that ``manifest.json`` must have; None where nobody knows yet.
    """
    try:
        return _verified(files, digest)
    except ModelError as error:
        raise PromotionRefused(
            f"{error.message}: it must not serve",
            advice=error.advice,
            values={**error.values, "code": error.code},
        ) from error


def _verified(files: Mapping[str, bytes], digest: str | None) -> Model:
    model = load_model(files, digest=digest)
    if not VERSION.fullmatch(model.manifest.version):
        raise ModelCorrupt(f"{model.manifest.version[:120]!r} is no version of a model")
    for label in _CLASSES:
        _predict(model, label)
    return model


def _predict(model: Model, label: str) -> None:
    """Answer for the median take of one label, as a prediction does once it has its features."""
    names = model.manifest.features
    try:
        quantiles = [model.reference["features"][name][label] for name in names]
        medians = np.array([_median(column) for column in quantiles], dtype=np.float64)
        explanation = explain(model.score, model.manifest, medians)
        reasons(
            explanation, by_name(names, dict(zip(names, medians, strict=True))), model.reference
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ModelCorrupt(
            f"Model {model.manifest.version} cannot explain the median {label} take "
            f"({type(error).__name__})",
            advice="Export the model again with the training job.",
        ) from error


def _median(quantiles: list[float]) -> float:
    return float(quantiles[len(quantiles) // 2]) if quantiles else np.nan
