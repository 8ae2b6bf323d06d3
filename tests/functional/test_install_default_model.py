"""The first prediction after a deployment works: the default model is put into service."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.deployment_hooks.install_default_model import apply_default_model
from functions.runtime.custom_resource import put, resource_handler
from talent.errors import VersionTaken
from talent.model.artifact import DEFAULT_FOLDER, read_folder
from talent.registry.cache import ModelCache
from talent.registry.model_record import Cause, Why
from talent.registry.register import register_files
from tests.functional.model_files import NOW, Models, files

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


Work = Callable[[dict[str, Any]], dict[str, str]]


def answer_to(event: dict[str, Any], work: Work) -> dict[str, Any]:
    sent = Sent()
    resource_handler(work, resource="default-model", send=sent)(event, Context())
    ((address, answer),) = sent.answers
    assert address == EVENT["ResponseURL"]
    for name in ("StackId", "RequestId", "LogicalResourceId"):
        assert answer[name] == EVENT[name]
    return answer


def default_version() -> str:
    return str(json.loads(read_folder(DEFAULT_FOLDER)["manifest.json"])["version"])


def publish(event: dict[str, Any]) -> dict[str, str]:
    models = Models()
    return apply_default_model(event, models.registry, models.published, NOW)


def version() -> str:
    return publish(EVENT)["Version"]


@pytest.mark.usefixtures("aws")
def test_the_default_model_is_in_service_afterwards() -> None:
    answer = answer_to(EVENT, publish)
    assert answer["Status"] == "SUCCESS"
    assert answer["Data"] == {"Version": default_version()}
    models = Models()
    assert ModelCache(models.registry, models.published).current().manifest.version == (
        default_version()
    )
    assert answer_to(EVENT, publish)["Data"] == {"Version": default_version()}


@pytest.mark.usefixtures("aws")
def test_an_older_default_gives_way() -> None:
    models = Models()
    old = Why(Cause.INSTALLATION, "old", NOW)
    register_files(files("default-old"), registry=models.registry, models=models.published, why=old)
    models.promote("default-old")
    assert version() == default_version()
    assert models.rollback().version == "default-old"


@pytest.mark.usefixtures("aws")
def test_a_model_of_the_operators_own_stays() -> None:
    mine = Models().serve("trained-here")
    assert version() == "trained-here"
    assert Models().registry.pointer() == mine


@pytest.mark.usefixtures("aws")
def test_a_default_with_the_same_graph_and_other_documents_gives_way() -> None:
    """Its version is another one: a version stands for the documents, too."""
    models, made = Models(), files("default-before", training={"seed": 7})
    assert made["model.tflite"] == read_folder(DEFAULT_FOLDER)["model.tflite"]
    old = Why(Cause.INSTALLATION, "old", NOW)
    register_files(made, registry=models.registry, models=models.published, why=old)
    models.promote("default-before")
    assert version() == default_version()
    serving = ModelCache(models.registry, models.published).current()
    assert serving.evaluation == json.loads(read_folder(DEFAULT_FOLDER)["evaluation.json"])


@pytest.mark.usefixtures("aws")
def test_another_model_under_the_name_of_the_default_is_not_taken_for_it() -> None:
    models = Models()
    made = files(default_version(), training={"seed": 7})
    old = Why(Cause.INSTALLATION, "old", NOW)
    register_files(made, registry=models.registry, models=models.published, why=old)
    with pytest.raises(VersionTaken, match=default_version()):
        version()


@pytest.mark.usefixtures("aws")
def test_tearing_down_takes_nothing_away() -> None:
    mine = Models().serve("trained-here")
    answer = answer_to({**EVENT, "RequestType": "Delete"}, publish)
    assert (answer["Status"], answer["Data"]) == ("SUCCESS", {})
    assert Models().registry.pointer() == mine


def test_a_failure_is_answered_without_what_was_said_in_it() -> None:
    def fail(_: dict[str, Any]) -> dict[str, str]:
        raise RuntimeError("secret")

    answer = answer_to(EVENT, fail)
    assert answer["Status"] == "FAILED"
    assert "RuntimeError" in answer["Reason"]
    assert "secret" not in json.dumps(answer)


def test_to_cloudformation_it_is_always_the_same_resource() -> None:
    created = answer_to(EVENT, lambda _: {"Version": "default-1"})
    update = {**EVENT, "RequestType": "Update"}
    updated = answer_to(update, lambda _: {"Version": "default-2"})
    assert created["PhysicalResourceId"] == updated["PhysicalResourceId"]


@pytest.mark.parametrize("address", ["http://cloudformation.example/", "file:///etc/passwd"])
def test_no_other_kind_of_address_is_answered(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        put(address, b"{}")
