"""Where the job reads and writes: the same in a folder and in a bucket; copies are kept there."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import numpy as np
import pytest
import soundfile
from moto import mock_aws

from talent.errors import ObjectMissing
from tests.training.snapshots import write_snapshot
from training_job.dataset import BadDataError
from training_job.material import Role
from training_job.progress import All, Teller
from training_job.retrain import gather
from training_job.singer import make_clip, plan_clip
from training_job.snapshot import Snapshot
from training_job.store import Folder, get_many, open_store, split_address


@pytest.fixture(params=["file", "s3"])
def address(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    if request.param == "file":
        yield (tmp_path / "a folder").as_uri()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="bucket")
        yield "s3://bucket/candidates/x/"


def test_what_was_put_can_be_got(address: str) -> None:
    store = open_store(address)
    store.put("checkpoint/a.npz", b"one")
    store.put("checkpoint/a.npz", b"two")
    assert store.get("checkpoint/a.npz") == b"two"
    assert open_store(address).get("checkpoint/a.npz") == b"two"
    with pytest.raises(ObjectMissing):
        store.get("checkpoint/b.npz")
    assert get_many(store, ["x", "checkpoint/a.npz"]) == [None, b"two"]


@pytest.mark.parametrize("address", ["http://x/y", "s3://", "file://host/x", "folder", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadDataError, match="is no address"):
        open_store(address)


def test_an_address_of_a_file_has_a_place_and_a_name() -> None:
    assert split_address("s3://b/snapshots/x/manifest.json") == (
        "s3://b/snapshots/x",
        "manifest.json",
    )
    with pytest.raises(BadDataError, match="names no file"):
        split_address("s3://b/")


def test_altered_copies_are_measured_once_and_belong_to_their_source(tmp_path: Path) -> None:
    write_snapshot(tmp_path, singers=2, takes=1, data_source="uploads", augment=True)
    snapshot = Snapshot.from_json((tmp_path / "manifest.json").read_bytes())
    clip = make_clip(plan_clip(4, 0, 0, seconds=9.0))
    sound = io.BytesIO()
    soundfile.write(sound, clip.samples, clip.sample_rate, format="WAV")
    data, candidate = Folder(tmp_path / "data"), Folder(tmp_path / "candidate")
    first, second = snapshot.recordings
    data.put(f"recordings/{first.id}", sound.getvalue())  # the second one's sound is gone

    material, gone = gather(snapshot, data, candidate, Teller(All([]), 1))
    copies = material.where(material.roles == Role.COPY)
    assert gone == 0
    assert 1 <= len(copies) <= 3
    assert set(copies.data.recordings.tolist()) == {first.id}
    assert set(copies.data.groups.tolist()) == {first.group}
    assert set(copies.data.labels.tolist()) == {first.label}
    assert set(copies.folds.tolist()) == {first.fold}
    assert json.loads(candidate.get(f"checkpoint/copies/{second.id}.json")) == []

    data.put(f"recordings/{first.id}", b"not needed any more")
    again, _ = gather(snapshot, data, candidate, Teller(All([]), 1))
    np.testing.assert_array_equal(again.data.features, material.data.features)

    data.put(f"recordings/{first.id}", sound.getvalue())
    for other in (b"", b"{", b'[{"a": 1.0}]', b"[1]"):  # left by other code, or damaged
        candidate.put(f"checkpoint/copies/{first.id}.json", other)
        again, _ = gather(snapshot, data, candidate, Teller(All([]), 1))
        np.testing.assert_array_equal(again.data.features, material.data.features)
