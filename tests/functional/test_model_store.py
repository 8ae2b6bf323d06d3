"""The model store against moto's S3."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from talent.aws.clients import s3_client
from talent.aws.models import POINTER, RECHECK_SECONDS, S3ModelStore, publish
from talent.errors import FeatureMismatch, ModelCorrupt, ModelMissing
from talent.model.artifact import read_folder
from talent.model.manifest import Manifest
from talent.ports import ModelStore
from tests.functional.conftest import DEFAULT_MODEL

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "models"


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = s3_client()
        client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        yield client


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(s3: "S3Client", clock: Clock) -> S3ModelStore:
    return S3ModelStore(BUCKET, clock=clock)


def files(version: str = "one") -> dict[str, bytes]:
    found = read_folder(DEFAULT_MODEL)
    manifest = Manifest.from_json(found["manifest.json"])
    return {**found, "manifest.json": replace(manifest, version=version).to_json().encode()}


def requests(client: "S3Client") -> list[str]:
    """Return a list that grows by the name of every object the client asks for."""
    asked: list[str] = []
    client.meta.events.register(
        "before-parameter-build.s3.GetObject",
        lambda params, **_: asked.append(params["Key"]),
    )
    return asked


def test_it_gives_the_published_model(store: ModelStore, s3: "S3Client") -> None:
    assert publish(files("one"), bucket=BUCKET, client=s3) == "one"
    assert store.current().manifest.version == "one"
    assert store.current() is store.current()


def test_it_asks_again_only_after_a_while(s3: "S3Client", clock: Clock) -> None:
    publish(files("one"), bucket=BUCKET, client=s3)
    asked = requests(s3)
    store = S3ModelStore(BUCKET, client=lambda: s3, clock=clock)
    model = store.current()
    assert len(asked) == 6
    clock.now += RECHECK_SECONDS - 0.1
    assert store.current() is model
    assert len(asked) == 6
    clock.now += 0.1
    assert store.current() is model
    assert asked[6:] == [POINTER]


def test_a_new_model_is_picked_up(store: ModelStore, s3: "S3Client", clock: Clock) -> None:
    publish(files("one"), bucket=BUCKET, client=s3)
    store.current()
    publish(files("two"), bucket=BUCKET, client=s3)
    assert store.current().manifest.version == "one"
    clock.now += RECHECK_SECONDS
    assert store.current().manifest.version == "two"


def test_a_broken_new_model_is_refused_and_not_fetched_again(
    s3: "S3Client", clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    store = S3ModelStore(BUCKET, client=lambda: s3, clock=clock)
    publish(files("one"), bucket=BUCKET, client=s3)
    old = store.current()
    publish(files("two"), bucket=BUCKET, client=s3)
    s3.put_object(Bucket=BUCKET, Key="models/two/model.tflite", Body=b"changed")
    clock.now += RECHECK_SECONDS
    assert store.current() is old
    assert "model_corrupt" in caplog.text
    asked = requests(s3)
    clock.now += RECHECK_SECONDS
    assert store.current() is old
    assert asked == [POINTER]
    publish(files("three"), bucket=BUCKET, client=s3)
    clock.now += RECHECK_SECONDS
    assert store.current().manifest.version == "three"


@pytest.mark.parametrize(
    "pointer", [b"", b"{", b"[]", b"{}", b'{"version": 1}', b'{"version": "../other"}']
)
def test_a_pointer_that_makes_no_sense(store: ModelStore, s3: "S3Client", pointer: bytes) -> None:
    s3.put_object(Bucket=BUCKET, Key=POINTER, Body=pointer)
    with pytest.raises(ModelCorrupt, match=POINTER):
        store.current()


def test_a_pointer_to_nothing(store: ModelStore, s3: "S3Client") -> None:
    s3.put_object(Bucket=BUCKET, Key=POINTER, Body=b'{"version": "one"}')
    with pytest.raises(ModelMissing, match=r"models/one/manifest\.json"):
        store.current()


def test_a_folder_with_another_model_in_it(store: ModelStore, s3: "S3Client") -> None:
    for name, content in files("one").items():
        s3.put_object(Bucket=BUCKET, Key=f"models/two/{name}", Body=content)
    s3.put_object(Bucket=BUCKET, Key=POINTER, Body=b'{"version": "two"}')
    with pytest.raises(ModelCorrupt, match="holds model one"):
        store.current()


@pytest.mark.parametrize("name", ["model.tflite", "evaluation.json", "model_card.md"])
def test_a_missing_file(store: ModelStore, s3: "S3Client", name: str) -> None:
    publish(files("one"), bucket=BUCKET, client=s3)
    s3.delete_object(Bucket=BUCKET, Key=f"models/one/{name}")
    with pytest.raises(ModelCorrupt, match=name):
        store.current()
    s3.put_object(Bucket=BUCKET, Key=f"models/one/{name}", Body=files()[name])
    assert store.current().manifest.version == "one"


def test_a_model_of_other_features_is_never_published(s3: "S3Client") -> None:
    made = files("one")
    manifest = json.loads(made["manifest.json"])
    manifest["feature_hash"] = "0" * 64
    with pytest.raises(FeatureMismatch):
        publish({**made, "manifest.json": json.dumps(manifest).encode()}, bucket=BUCKET, client=s3)
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)


def test_without_a_bucket(s3: "S3Client") -> None:
    with pytest.raises(ModelMissing, match="not in the model bucket"):
        S3ModelStore("nowhere").current()


def test_when_s3_does_not_answer() -> None:
    def client() -> "S3Client":
        return boto3.client(
            "s3",
            endpoint_url="http://127.0.0.1:9",
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - not a secret
            config=Config(connect_timeout=1, retries={"total_max_attempts": 1}),
        )

    with pytest.raises(ModelMissing, match="did not give") as caught:
        S3ModelStore("models", client=client).current()
    assert caught.value.values["reason"] == "EndpointConnectionError"
