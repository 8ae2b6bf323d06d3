"""Where the job reads and writes: the same in a folder and in a bucket."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from talent.errors import ObjectMissing
from training_job.job.store import get_many, open_store, split_address
from training_job.models.dataset import BadDataError


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
