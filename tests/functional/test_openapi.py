"""The description of the API: up to date, complete, and true to what is answered."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.judgement.example import PREDICTION
from functions.judgement.replies import PredictionReply
from functions.predict.examples import BATCH
from functions.predict.replies import BatchReply
from local import openapi
from local.paths import ROOT
from talent.features.catalogue import NAMES


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi.whole()


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_written_documents_are_up_to_date(document: dict[str, Any]) -> None:
    for target in openapi.TARGETS:
        assert target.read_text(encoding="utf-8") == openapi.text(document), (
            f"{target.relative_to(ROOT)} is out of date: python -m local.openapi"
        )


def test_the_whole_api_is_in_it(document: dict[str, Any]) -> None:
    assert {(method, path) for path, method, _ in _operations(document)} == {
        ("get", "/api/v1/health"),
        ("get", "/api/v1/model-info"),
        ("post", "/api/v1/predictions/single"),
        ("post", "/api/v1/predictions/batch"),
        ("post", "/api/v1/upload-data"),
        ("get", "/api/v1/data"),
        ("get", "/api/v1/data/{id}"),
        ("patch", "/api/v1/data/{id}"),
        ("delete", "/api/v1/data/{id}"),
        ("get", "/api/v1/data/manifest"),
        ("post", "/api/v1/data/manifest"),
        ("get", "/api/v1/predictions/{id}"),
        ("post", "/api/v1/uploads"),
        ("get", "/api/v1/uploads/{id}"),
        ("post", "/api/v1/retrain"),
        ("get", "/api/v1/train-status"),
        ("get", "/api/v1/train-status/{id}"),
        ("get", "/api/v1/training-jobs"),
        ("post", "/api/v1/training-jobs/{id}/cancel"),
    }


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    identities = [operation["operationId"] for *_, operation in _operations(document)]
    assert len(set(identities)) == len(identities)
    for *_, operation in _operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert operation["tags"]
        assert "default" in operation["responses"]
        assert {"200", "201", "202"} & set(operation["responses"])


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for *_, operation in _operations(document):
        for status, response in operation["responses"].items():
            if not status.startswith(("2", "3")):
                (media,) = response["content"].items()
                assert media[0] == "application/problem+json"
                assert media[1]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_post_takes_a_key_and_says_what_becomes_of_it(document: dict[str, Any]) -> None:
    for _, method, operation in _operations(document):
        named = [one["name"] for one in operation.get("parameters", [])]
        assert ("Idempotency-Key" in named) == (method == "post")
        if method == "post":
            done = [one for status, one in operation["responses"].items() if status < "300"]
            assert all("Idempotency-Replayed" in response["headers"] for response in done)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(_references(document))
    schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert found <= schemas
    assert schemas <= found
    assert not [name for name in document["components"]["schemas"] if name.endswith("Reply")]


def test_examples_fit_their_schemas() -> None:
    assert PredictionReply.model_validate(PREDICTION).features[0].name in NAMES
    example: Any = BATCH["application/json"]["example"]
    assert BatchReply.model_validate(example).failed == 1


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
