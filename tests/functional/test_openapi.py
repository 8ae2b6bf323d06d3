"""The description of the API: up to date, complete, and true to what is answered."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from functions.api.data.requests import CorrectionBody, DataFiles
from functions.api.uploads.replies import PermissionReply, UploadRequest
from functions.predict.batch_reply import BatchReply
from functions.predict.examples import BATCH
from functions.predict.uploaded import BatchBody, SingleBody
from functions.prediction_schemas.example import PREDICTION
from functions.prediction_schemas.prediction_reply import PredictionReply
from local import openapi
from local.paths import ROOT
from talent.features.catalogue import NAMES

APPLIED = "Preference-Applied"


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
            f"{target.relative_to(ROOT)} is out of date: make openapi"
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
        ("get", "/api/v1/models"),
        ("get", "/api/v1/models/{version}"),
        ("patch", "/api/v1/models/{version}"),
        ("post", "/api/v1/models/{version}/promote"),
        ("post", "/api/v1/models/rollback"),
        ("get", "/api/v1/model-metrics"),
        ("get", "/api/v1/visualizations/feature-info"),
        ("get", "/api/v1/visualizations/training/{id}"),
        ("get", "/api/v1/visualizations/{chart}"),
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


def test_what_can_be_misunderstood_says_so(document: dict[str, Any]) -> None:
    named = {
        f"{method} {path}"
        for path, method, operation in _operations(document)
        if "invalid_request" in _examples(operation, "422")
    }
    checked = {
        f"{method} {path}"
        for path, method, operation in _operations(document)
        if "application/json" in operation.get("requestBody", {}).get("content", {})
        or any(one["in"] == "query" for one in operation.get("parameters", ()))
    }
    assert named == checked
    assert {"post /api/v1/upload-data", "patch /api/v1/data/{id}"} < named
    assert {"get /api/v1/data", "post /api/v1/uploads", "get /api/v1/data/manifest"} < named
    for *_, operation in _operations(document):
        assert operation["responses"].get("422", {"description": "named"})["description"]


def _examples(operation: dict[str, Any], status: str) -> dict[str, Any]:
    content = operation["responses"].get(status, {}).get("content", {})
    found: dict[str, Any] = content.get("application/problem+json", {}).get("examples", {})
    return found


@pytest.mark.parametrize(
    ("operation", "status", "headers"),
    [
        ("post /api/v1/uploads", "201", {"Location"}),
        ("post /api/v1/predictions/single", "202", {"Location", "Retry-After", APPLIED}),
        ("post /api/v1/predictions/batch", "202", {"Retry-After", APPLIED}),
        ("get /api/v1/predictions/{id}", "200", {"ETag", "Retry-After"}),
        ("get /api/v1/uploads/{id}", "304", {"ETag", "Retry-After"}),
        ("get /api/v1/data/{id}", "200", {"ETag"}),
    ],
)
def test_headers_that_lead_on_are_described(
    document: dict[str, Any], operation: str, status: str, headers: set[str]
) -> None:
    method, path = operation.split()
    described = document["paths"][path][method]["responses"][status]["headers"]
    assert set(described) - {"Idempotency-Replayed"} == headers


def test_every_post_takes_a_key_and_says_what_becomes_of_it(document: dict[str, Any]) -> None:
    for _, method, operation in _operations(document):
        named = [one["name"] for one in operation.get("parameters", [])]
        assert ("Idempotency-Key" in named) == (method == "post")
        if method == "post":
            done = [one for status, one in operation["responses"].items() if status < "300"]
            assert all("Idempotency-Replayed" in response["headers"] for response in done)


def test_no_operation_is_hidden_by_one_before_it(document: dict[str, Any]) -> None:
    """Routers are asked in their order: `/data/{id}` would take `/data/manifest` behind it."""
    paths = list(document["paths"].items())
    hidden = [
        (path, before)
        for at, (path, methods) in enumerate(paths)
        for before, others in paths[:at]
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", before), path) and methods.keys() & others.keys()
    ]
    assert hidden == []


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(_references(document))
    schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert found <= schemas
    assert schemas <= found
    assert not [name for name in document["components"]["schemas"] if name.endswith("Reply")]


def test_examples_fit_their_schemas() -> None:
    prediction = TypeAdapter(PredictionReply).validate_python(PREDICTION)
    assert prediction.features[0].name in NAMES
    example: Any = BATCH["application/json"]["example"]
    assert TypeAdapter(BatchReply).validate_python(example).failed == 1


@pytest.mark.parametrize(
    "model", [UploadRequest, PermissionReply, DataFiles, CorrectionBody, SingleBody, BatchBody]
)
def test_examples_of_bodies_fit(model: type[BaseModel]) -> None:
    (example,) = model.model_json_schema()["examples"]
    model.model_validate(example)


def test_every_body_of_json_can_be_read_without_leaving_its_operation(
    document: dict[str, Any],
) -> None:
    body = document["paths"]["/api/v1/upload-data"]["post"]["requestBody"]["content"]
    item = body["application/json"]["schema"]["properties"]["files"]["items"]
    assert {"filename", "content_type", "label", "rating"} <= set(item["properties"])


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
