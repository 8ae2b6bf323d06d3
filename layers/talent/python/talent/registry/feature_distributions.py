"""Feature distributions in a model's training data, and where one recording lies in them."""

import json
from collections.abc import Sequence
from typing import Any

from talent.errors import ObjectMissing
from talent.features.catalogue import CHARTS, FEATURES
from talent.learning.distributions import QUANTILES
from talent.model.manifest import Manifest
from talent.model.visuals import DISTRIBUTIONS
from talent.ports import ObjectStore
from talent.recordings.ports import Recordings
from talent.recordings.store import features_key
from talent.registry.charts import ChartFiles


def feature_distributions(chart: str, manifest: Manifest, shelf: ChartFiles) -> dict[str, Any]:
    """Return the numbers of a chart of CHARTS, ready for JSON; raise VisualsMissing."""
    found = json.loads(shelf.get(DISTRIBUTIONS))
    return {
        "chart": chart,
        "model_version": manifest.version,
        "data": found["data"],
        "takes": found["takes"],
        "singers": found["singers"],
        "quantile_levels": list(QUANTILES),
        "features": {
            name: {
                "unit": FEATURES[name].unit,
                "meaning": FEATURES[name].meaning,
                "decides": name in manifest.features,
                **found["features"][name],
            }
            for name in CHARTS[chart]
        },
        "recording": None,
    }


def own_values(
    recording_id: str, names: Sequence[str], *, recordings: Recordings, objects: ObjectStore
) -> dict[str, Any]:
    """Return one recording's own values of some features, ready for JSON.

    Raises
    ------
    RecordingUnknown
    ObjectMissing
        If it was not measured by this version of the code.
    """
    recordings.get(recording_id)
    try:
        values = json.loads(objects.get(features_key(recording_id)))["values"]
    except ObjectMissing as error:
        raise ObjectMissing(
            f"Recording {recording_id} was not measured by this version of the code",
            advice="Send it again: what is there already is measured anew.",
        ) from error
    return {"id": recording_id, "values": {name: values[name] for name in names}}
