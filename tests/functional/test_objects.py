"""Files in a bucket, against moto's S3."""

import pytest
from botocore.config import Config

from local.names import UPLOADS_BUCKET
from talent.aws.clients import s3_client
from talent.aws.objects import S3Objects
from talent.errors import ObjectMissing, StorageUnavailable
from talent.ports import ObjectStore

pytestmark = pytest.mark.usefixtures("aws")
SOUND = b"\x00\xffsound"


def test_a_file_comes_back_as_it_was(objects: ObjectStore) -> None:
    objects.put("uploads/a", SOUND, content_type="audio/wav")
    assert objects.get("uploads/a") == SOUND
    assert s3_client().head_object(Bucket=UPLOADS_BUCKET, Key="uploads/a")["ContentType"] == (
        "audio/wav"
    )


def test_a_copy_stands_beside_the_original(objects: ObjectStore) -> None:
    objects.put("uploads/a", SOUND, content_type="audio/wav")
    objects.copy("uploads/a", "uploads/b")
    assert objects.get("uploads/a") == objects.get("uploads/b") == SOUND


def test_a_file_that_is_not_there(objects: ObjectStore) -> None:
    assert not objects.has("uploads/a")
    with pytest.raises(ObjectMissing, match="uploads/a"):
        objects.get("uploads/a")
    with pytest.raises(ObjectMissing, match="uploads/a"):
        objects.copy("uploads/a", "uploads/b")
    objects.put("uploads/a", SOUND, content_type="audio/wav")
    assert objects.has("uploads/a")
    assert not objects.has("uploads")


def test_erase_leaves_no_version_and_touches_nothing_else(objects: ObjectStore) -> None:
    for content in (b"1", b"2"):
        objects.put("uploads/a", content, content_type="audio/wav")
    objects.put("uploads/b", SOUND, content_type="audio/wav")
    client = s3_client()
    client.delete_object(Bucket=UPLOADS_BUCKET, Key="uploads/a")  # leaves a marker
    assert objects.erase("uploads/a") == 3
    left = client.list_object_versions(Bucket=UPLOADS_BUCKET)
    assert [version["Key"] for version in left["Versions"]] == ["uploads/b"]
    assert not left.get("DeleteMarkers")
    assert objects.erase("uploads/a") == 0


def test_erase_takes_more_than_one_page(objects: ObjectStore) -> None:
    for number in range(1_001):
        objects.put(f"many/{number}", b"", content_type="audio/wav")
    assert objects.erase("many/") == 1_001
    assert not s3_client().list_object_versions(Bucket=UPLOADS_BUCKET).get("Versions")


def test_a_bucket_that_is_not_there_is_no_missing_file(objects: ObjectStore) -> None:
    nowhere = S3Objects("singing-talent-nowhere")
    for attempt in (
        lambda: nowhere.get("a"),
        lambda: nowhere.put("a", b"", content_type="audio/wav"),
        lambda: nowhere.copy("a", "b"),
        lambda: nowhere.erase("a"),
    ):
        with pytest.raises(StorageUnavailable) as caught:
            attempt()
        assert caught.value.values == {"reason": "NoSuchBucket"}


def test_when_s3_does_not_answer(objects: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    import boto3

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    config = Config(connect_timeout=1, retries={"total_max_attempts": 1})
    unreachable = S3Objects("bucket", client=lambda: boto3.client("s3", config=config))
    with pytest.raises(StorageUnavailable) as caught:
        unreachable.has("a")
    assert caught.value.values == {"reason": "EndpointConnectionError"}


def test_a_permission_names_the_buckets_own_region(objects: ObjectStore) -> None:
    permission = objects.presign("uploads/a", content_type="audio/wav", max_bytes=9, seconds=60)
    assert permission.url == f"https://{UPLOADS_BUCKET}.s3.eu-central-1.amazonaws.com/"
    assert permission.fields["key"] == "uploads/a"
    assert permission.fields["Content-Type"] == "audio/wav"
