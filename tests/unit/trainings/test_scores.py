"""The held-out predictions as they lie in S3: read back, and written the same."""

import json
from typing import Final

import pytest

from talent.errors import ModelCorrupt
from talent.trainings.scores import HeldOutScores, ScoredRecording
from training_job.models.artifact import canonical_json

WRITTEN: Final = b"""{
 "mode": "held_out",
 "recordings": [
  {
   "fold": 4,
   "group": "0123456789abcdef",
   "id": "0123456789abcdef0123456789abcdef",
   "label": "good",
   "probability": 0.75
  },
  {
   "features": {
    "pitch": null,
    "voice": 0.5
   },
   "fold": 9,
   "group": "base 1",
   "id": "take 1",
   "label": "bad",
   "probability": 0.25
  }
 ],
 "trained_groups": [
  "a",
  "b"
 ],
 "trained_recordings": [
  "one",
  "two"
 ],
 "version": "retrained-1"
}
"""


def test_what_earlier_versions_wrote_is_read_and_written_again_as_it_was() -> None:
    scores = HeldOutScores.from_json(WRITTEN)
    assert (scores.mode, scores.version) == ("held_out", "retrained-1")
    assert sorted(scores.trained_groups) == ["a", "b"]
    assert sorted(scores.trained_recordings) == ["one", "two"]
    sung, synthetic = scores.recordings
    assert sung == ScoredRecording("0123456789abcdef" * 2, "0123456789abcdef", 4, "good", 0.75)
    assert synthetic.features == {"pitch": None, "voice": 0.5}
    assert canonical_json(scores.as_record()) == WRITTEN


def test_documents_that_name_no_recordings_they_learned_from_are_read() -> None:
    older = json.loads(WRITTEN)
    del older["trained_recordings"]
    assert HeldOutScores.from_json(json.dumps(older).encode()).trained_recordings == frozenset()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "format 2, this code reads 1"),
        ({"recordings": [{}]}, "no field .probability"),
        ({"trained_groups": None}, "cannot be used"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_forward(
    change: dict[str, object], words: str
) -> None:
    content = json.dumps(json.loads(WRITTEN) | change).encode()
    with pytest.raises(ModelCorrupt, match=words) as caught:
        HeldOutScores.from_json(content)
    assert "one version" in caught.value.advice
