"""Catalogue of every feature and every reported measure, once; values come from its siblings.

The order of the extractor's vector, the names in the API, the sentences of the explanations
and the hash by which a model and the code recognise each other all come from here. This is the
one way in; the entries stand in ``singing``, ``acoustic`` and ``measures``, what is said of whole
families of features in ``families``.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from talent.features.catalogue.acoustic import ACOUSTIC
from talent.features.catalogue.entry import Feature, Group, Measure
from talent.features.catalogue.families import CHARTS, FAMILIES, Family
from talent.features.catalogue.measures import MEASURES
from talent.features.catalogue.singing import SINGING

__all__ = [
    "ACOUSTIC",
    "CHARTS",
    "EXTRACTOR_VERSION",
    "FAMILIES",
    "FEATURES",
    "FEATURE_SETS",
    "MEASURES",
    "NAMES",
    "SINGING",
    "Family",
    "Feature",
    "Group",
    "Measure",
    "feature_hash",
]

FEATURES: Final[Mapping[str, Feature]] = {feature.name: feature for feature in SINGING + ACOUSTIC}
"""Every feature by its name."""

NAMES: Final[tuple[str, ...]] = tuple(feature.name for feature in SINGING)
"""Names of the default model's features in the order of the vector."""

FEATURE_SETS: Final[Mapping[str, tuple[str, ...]]] = {
    "singing": NAMES,
    "acoustic": tuple(feature.name for feature in ACOUSTIC),
    "all": tuple(FEATURES),
}
"""Names of the features that a model may be trained on, in the order of its vector."""

EXTRACTOR_VERSION: Final = 3
"""Raised whenever the same sound would give other feature values."""


def feature_hash(names: tuple[str, ...] = NAMES) -> str:
    """Return what a model and the code must agree on: sha256 of version, names and units."""
    units = {name: feature.unit for name, feature in FEATURES.items()}
    facts = [EXTRACTOR_VERSION, [(name, units.get(name)) for name in names]]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
