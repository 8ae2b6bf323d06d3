"""The first prediction after a deployment works: the default model is put into service."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from moto import mock_aws

from functions.publish.default import publish_default
from functions.publish.resource import put, resource_handler
from local.functions import MODELS_BUCKET, REGION
from talent.aws.clients import s3_client
from talent.aws.models import POINTER, S3ModelStore
from talent.model.artifact import DEFAULT_FOLDER, read_folder

EVENT = {
    "RequestType": "Create",
    "ResponseURL": "https://cloudformation.example/answer?signed",
    "StackId": "arn:aws:cloudformation:eu-central-1:123456789012:stack/SingingTalent/1",
    "RequestId": "a-request",
    "LogicalResourceId": "DefaultModel",
    "ResourceType": "Custom::DefaultModel",
    "ResourceProperties": {"Version": "default-1"},
}


class Context:
    """What of Lambda's context is read."""

    log_stream_name = "2026/01/01/[1]abc"


@dataclass
class Sent:
    """Takes answers in CloudFormation's place."""

    answers: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, address: str, answer: bytes) -> None:
        """Keep an answer."""
        self.answers.append((address, json.loads(answer)))


def answer_to(event: dict[str, Any], publish: Callable[[], str]) -> dict[str, Any]:
    sent = Sent()
    resource_handler(publish, send=sent)(event, Context())
    ((address, answer),) = sent.answers
    assert address == EVENT["ResponseURL"]
    for name in ("StackId", "RequestId", "LogicalResourceId"):
        assert answer[name] == EVENT[name]
    return answer


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        s3_client().create_bucket(
            Bucket=MODELS_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        yield MODELS_BUCKET


def default_version() -> str:
    return str(json.loads(read_folder(DEFAULT_FOLDER)["manifest.json"])["version"])


def test_the_default_model_is_in_service_afterwards(bucket: str) -> None:
    answer = answer_to(EVENT, lambda: publish_default(bucket, s3_client()))
    assert answer["Status"] == "SUCCESS"
    assert answer["Data"] == {"Version": default_version()}
    assert S3ModelStore(bucket).current().manifest.version == default_version()


def test_an_older_default_gives_way(bucket: str) -> None:
    s3_client().put_object(Bucket=bucket, Key=POINTER, Body=b'{"version": "default-old"}')
    assert publish_default(bucket, s3_client()) == default_version()
    assert S3ModelStore(bucket).current().manifest.version == default_version()


def test_a_model_of_the_operators_own_stays(bucket: str) -> None:
    s3_client().put_object(Bucket=bucket, Key=POINTER, Body=b'{"version": "trained-here"}')
    assert publish_default(bucket, s3_client()) == "trained-here"
    pointer = s3_client().get_object(Bucket=bucket, Key=POINTER)["Body"].read()
    assert json.loads(pointer) == {"version": "trained-here"}


def test_tearing_down_takes_nothing_away() -> None:
    def never() -> str:
        raise AssertionError("nothing is published on deletion")

    answer = answer_to({**EVENT, "RequestType": "Delete"}, never)
    assert answer["Status"] == "SUCCESS"


def test_a_failure_is_answered_without_what_was_said_in_it() -> None:
    def fail() -> str:
        raise RuntimeError("secret")

    answer = answer_to(EVENT, fail)
    assert answer["Status"] == "FAILED"
    assert "RuntimeError" in answer["Reason"]
    assert "secret" not in json.dumps(answer)


def test_to_cloudformation_it_is_always_the_same_resource() -> None:
    created = answer_to(EVENT, lambda: "default-1")
    updated = answer_to({**EVENT, "RequestType": "Update"}, lambda: "default-2")
    assert created["PhysicalResourceId"] == updated["PhysicalResourceId"]


@pytest.mark.parametrize("address", ["http://cloudformation.example/", "file:///etc/passwd"])
def test_no_other_kind_of_address_is_answered(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        put(address, b"{}")
