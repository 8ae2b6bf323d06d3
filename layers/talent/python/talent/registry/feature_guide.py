"""Guide to the features: the catalogue, and how much the model in service relies on each."""

import json
from collections.abc import Mapping
from typing import Any

from talent.errors import VisualsMissing
from talent.features.catalogue import FAMILIES, Family
from talent.model.manifest import Manifest
from talent.model.visuals import IMPORTANCE
from talent.registry.charts import ChartStore


def feature_guide(manifest: Manifest, visuals: ChartStore) -> dict[str, Any]:
    """Return the guide, ready for JSON; importance is None where the model has none."""
    try:
        measured: Mapping[str, Any] = json.loads(visuals.of_model(manifest).get(IMPORTANCE))
    except VisualsMissing:
        measured = {"features": {}, "families": {}}
    facts = ("measured_on", "n", "singers", "interval")
    return {
        "model_version": manifest.version,
        **{name: measured.get(name) for name in facts},
        "features": {
            name: _family(family, manifest, measured) for name, family in FAMILIES.items()
        },
    }


def _family(family: Family, manifest: Manifest, measured: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": family.title,
        "description": family.description,
        "interpretation": family.interpretation,
        "good_singers": family.good_singers,
        "bad_singers": family.bad_singers,
        "units": sorted({each.unit for each in family.members}),
        "sources": sorted({each.source for each in family.members}),
        "decides": any(each.name in manifest.features for each in family.members),
        "importance": measured["families"].get(family.name),
        "members": [
            {
                "name": each.name,
                "unit": each.unit,
                "meaning": each.meaning,
                "better": each.better,
                "source": each.source,
                "decides": each.name in manifest.features,
                "importance": measured["features"].get(each.name),
            }
            for each in family.members
        ],
    }
