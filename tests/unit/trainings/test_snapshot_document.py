"""The snapshot as it lies in S3: read back, and written byte for byte the same."""

from typing import Final

import pytest

from talent.errors import ModelCorrupt
from talent.trainings.request import TrainingRequest
from talent.trainings.snapshot_document import Snapshot, SnapshotRecording

WRITTEN: Final = b"""{
 "format": 1,
 "training_id": "ffffffffffffffffffffffffffffffff",
 "created_at": "2026-01-01T00:00:00+00:00",
 "feature_set": "all",
 "extractor_version": 3,
 "request": {
  "data_source": "uploads+base",
  "epochs": 50,
  "batch_size": 16,
  "test_share": 0.3,
  "feature_set": "all",
  "augment": true,
  "seed": 7
 },
 "base": {
  "sha256": "be"
 },
 "champion": "default",
 "recordings": [
  {
   "id": "0123456789abcdef0123456789abcdef",
   "sha256": "aa",
   "label": "good",
   "raters": 2,
   "agreement": 0.5,
   "group": "0123456789abcdef",
   "singer_known": true,
   "fold": 4,
   "seconds": 10.5
  }
 ],
 "excluded": {
  "divided": 1,
  "no_features": 0,
  "no_consent": 2
 }
}
"""


def test_what_earlier_versions_wrote_is_read_and_written_again_as_it_was() -> None:
    snapshot = Snapshot.from_json(WRITTEN)
    assert snapshot.request == TrainingRequest("uploads+base", 50, 16, 0.3, "all", True, 7)
    assert snapshot.recordings == (
        SnapshotRecording(
            "0123456789abcdef" * 2, "aa", "good", 2, 0.5, "0123456789abcdef", True, 4, 10.5
        ),
    )
    assert snapshot.excluded == {"divided": 1, "no_features": 0, "no_consent": 2}
    assert (snapshot.base_sha256, snapshot.champion) == ("be", "default")
    assert snapshot.to_json() == WRITTEN


def test_without_a_base_none_is_named() -> None:
    snapshot = Snapshot.from_json(WRITTEN.replace(b'{\n  "sha256": "be"\n }', b"null"))
    assert snapshot.base_sha256 is None
    assert b'"base": null' in snapshot.to_json()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((b'"format": 1', b'"format": 2'), "format 2, this code reads 1"),
        ((b'"seed": 7', b'"seed": -7'), "seed"),
        ((b'"fold": 4,', b""), "fold"),
        ((WRITTEN, b"[]"), "cannot be used"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_forward(
    change: tuple[bytes, bytes], words: str
) -> None:
    with pytest.raises(ModelCorrupt, match=words) as caught:
        Snapshot.from_json(WRITTEN.replace(*change))
    assert "one version" in caught.value.advice
