"""The decision as the rows of earlier versions keep it."""

import json
from typing import Final

import pytest

from talent.errors import ModelCorrupt
from talent.trainings.decision import RecordedDecision

WRITTEN: Final = """{"promote": true, "verdict": "better", "reason": "better: so much",
 "challenger_auc": {"value": 0.9, "low": 0.8, "high": null}, "champion_auc": {"value": 0.7,
 "low": 0.6, "high": 0.8}, "auc_difference": {"value": 0.2, "low": 0.1, "high": 0.3},
 "brier_difference": {"value": -0.1, "low": -0.2, "high": 0.0}, "n": 40, "groups": 30, "good": 20,
 "margin": 0.03, "minimum_groups": 20, "resamples": 2000, "champion": "default", "challenger":
 "retrained-1", "mode": "held_out", "champion_scores": {"own": 0, "graph": 40, "left_out": 0},
 "same_data": false}"""


def test_what_earlier_versions_wrote_is_read() -> None:
    found = RecordedDecision.from_record(json.loads(WRITTEN))
    assert (found.promote, found.reason) == (True, "better: so much")
    assert (found.champion, found.challenger) == ("default", "retrained-1")
    assert (found.n, found.groups, found.margin) == (40, 30, 0.03)
    assert found.challenger_auc == {"value": 0.9, "low": 0.8, "high": None}
    assert found.auc_difference["value"] == 0.2


@pytest.mark.parametrize("change", [{"format": 2}, {"promote": None}])
def test_what_cannot_be_read_is_refused_with_a_way_forward(change: dict[str, object]) -> None:
    record = {
        key: value for key, value in (json.loads(WRITTEN) | change).items() if value is not None
    }
    with pytest.raises(ModelCorrupt, match="this code reads 1") as caught:
        RecordedDecision.from_record(record)
    assert "train again" in caught.value.advice
