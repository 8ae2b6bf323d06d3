"""OpenAPI description of the whole API, put together from its functions.

Each function describes what it serves; ``python -m local.openapi`` joins the descriptions into
``docs/openapi.json`` and into the copy that the ``api`` function serves.
``python -m local.openapi --check`` fails where these are out of date.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPMethod
from typing import Any, Final

from functions.api.app import build as build_api
from functions.api.service.docs import OPENAPI
from functions.api.settings import ApiSettings
from functions.http.app import create_app
from functions.http.idempotency import HEADER, KEY_PATTERN, MAX_KEY_LENGTH, REPLAYED
from functions.http.problem import MEDIA_TYPE
from functions.http.validation_errors import invalid_request
from functions.predict.openapi import router as predictions
from functions.runtime.version import VERSION
from local.names import (
    DATA_BUCKET,
    JOBS_TABLE,
    MODELS_BUCKET,
    MODELS_TABLE,
    RECORDINGS_TABLE,
    SETTINGS,
    TRAINING_MACHINE,
    UPLOADS_BUCKET,
    UPLOADS_TABLE,
)
from local.paths import ROOT
from talent.aws.jobs import DynamoJobs
from talent.aws.models import S3Models
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.registry import DynamoRegistry
from talent.aws.state_machine import StepFunctions
from talent.aws.uploads import DynamoUploads
from talent.registry.cache import ModelCache

TARGETS: Final = (ROOT / "docs" / "openapi.json", OPENAPI)

_DESCRIPTION: Final = """\
Send a recording of somebody singing without accompaniment and learn how good it is, how sure
the answer is, and on what it rests.

Every error is `application/problem+json` (RFC 9457) with a stable `code`, a `detail` that
gives the value at fault and an `advice` that says what would work. 400: the request is not
built as it should be. 413: too much. 415: the wrong kind. 422: a recording that cannot be
judged. 429 and 503: later. `X-Request-Id` in every response names the request in the log.
"""
_TAGS: Final = (
    {"name": "predictions", "description": "Judge recordings"},
    {"name": "data", "description": "Labelled recordings, to learn from"},
    {"name": "training", "description": "Train new models on them"},
    {"name": "uploads", "description": "Large recordings, straight to the store"},
    {"name": "models", "description": "Which model serves, and how good it is"},
    {"name": "visualizations", "description": "What models learned from and what trainings gave"},
    {"name": "service", "description": "The service and the model in it"},
)
_KEY_PARAMETER: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Makes it safe to send the request again when its answer got lost: a name "
    "for this one operation, such as a UUID. For 24 hours the same request with the same key "
    f"is not carried out again: it gets the first answer (`{REPLAYED}: true`), and a "
    "prediction is computed again from the same bytes. The same key with another request: "
    "422 `idempotency_key_reused`. The first one still at work: 409 `still_running`. Answers "
    "that may change by themselves (409, 429, 5xx) are not kept.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_KEY_LENGTH,
        "pattern": f"^{KEY_PATTERN}$",
        "examples": ["6f1c1c0a-9d0b-4a43-8f0e-0f4f3f6f2f5e"],
    },
}
_REPLAYED: Final = {
    "description": f"`true` where the request was answered before with this {HEADER}",
    "schema": {"type": "string", "enum": ["true"]},
}
_FRAMEWORK_INVALID: Final = "Validation Error"
_FRAMEWORK_SCHEMAS: Final = ("HTTPValidationError", "ValidationError")
"""FastAPI's schemas of its own errors, which are problems here."""
_INVALID: Final = "422"
_JSON: Final = "application/json"
_EXAMPLE_ID: Final = "5b1c2f0e-6a3d-4f0e-9a51-0c9f6e7d8a42"
_METHODS: Final = {method.lower() for method in HTTPMethod}


def whole() -> dict[str, Any]:
    """Return the OpenAPI document of all functions together."""
    # Nothing is asked of AWS: the clients are made when they are first needed.
    registry, models = DynamoRegistry(MODELS_TABLE), S3Models(MODELS_BUCKET)
    store = ModelCache(registry, models)
    uploads = DynamoUploads(UPLOADS_TABLE, retention=timedelta(days=1))
    objects = S3Objects(UPLOADS_BUCKET)
    api = ApiSettings.of(SETTINGS)
    documents = [
        create_app(api, predictions).openapi(),
        build_api(
            api,
            store=store,
            uploads=uploads,
            objects=objects,
            recordings=DynamoRecordings(RECORDINGS_TABLE),
            data=S3Objects(DATA_BUCKET),
            jobs=DynamoJobs(JOBS_TABLE),
            machine=StepFunctions(TRAINING_MACHINE),
            registry=registry,
            models=models,
            drawn=S3Objects(MODELS_BUCKET),
        ).openapi(),
    ]
    document: dict[str, Any] = {
        "openapi": documents[0]["openapi"],
        "info": {"title": "Singing talent", "version": VERSION, "description": _DESCRIPTION},
        # Relative to this document, so that it also holds behind a stage.
        "servers": [{"url": "./"}],
        "tags": list(_TAGS),
        "paths": _union(part["paths"] for part in documents),
        "components": {"schemas": _union(part["components"]["schemas"] for part in documents)},
    }
    for unused in _FRAMEWORK_SCHEMAS:
        document["components"]["schemas"].pop(unused, None)
    for path in document["paths"].values():
        for method in _METHODS & set(path):
            _name_invalid(path[method])
            _mend_responses(path[method]["responses"])
        if "post" in path:
            _add_key(path["post"])
    return _with_titles(document)


def text(document: dict[str, Any]) -> str:
    """Return the document as it is written to files."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _union(parts: Iterator[dict[str, Any]]) -> dict[str, Any]:
    together: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            if together.setdefault(name, value) != value:
                raise ValueError(f"Two functions describe {name} in two ways")
    return together


def _name_invalid(operation: dict[str, Any]) -> None:
    """Describe the error of parameters and JSON that cannot be understood, where there are any.

    What stands in paths and headers can be any text.
    """
    responses = operation["responses"]
    if responses.get(_INVALID, {}).get("description") == _FRAMEWORK_INVALID:
        del responses[_INVALID]
    asked = any(one["in"] == "query" for one in operation.get("parameters", ()))
    if not asked and _JSON not in operation.get("requestBody", {}).get("content", {}):
        return
    problem = invalid_request("query.limit: Input should be greater than or equal to 1")
    document = problem.document(instance="/api/v1/...", request_id=_EXAMPLE_ID)
    known = responses.setdefault(_INVALID, {"description": "", "content": {MEDIA_TYPE: {}}})
    known["description"] = "; ".join(filter(None, [known["description"], problem.title]))
    examples = known["content"][MEDIA_TYPE].setdefault("examples", {})
    examples[problem.code] = {"summary": problem.title, "value": document}


def _mend_responses(responses: dict[str, Any]) -> None:
    """Put the schema of errors under their own media type; name the errors of any path."""
    reference = {"$ref": "#/components/schemas/ProblemDocument"}
    for status, response in responses.items():
        if status >= "400":
            examples = response["content"].get(MEDIA_TYPE, {})
            response["content"] = {MEDIA_TYPE: {"schema": reference, **examples}}
    responses["default"] = {
        "description": "Any other problem, such as 404, 405, 409, 413, 429, 500, 502, 504",
        "content": {MEDIA_TYPE: {"schema": reference}},
    }


def _add_key(operation: dict[str, Any]) -> None:
    """Describe what :mod:`functions.http.idempotency` does for every POST."""
    operation.setdefault("parameters", []).append(_KEY_PARAMETER)
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response.setdefault("headers", {})[REPLAYED] = _REPLAYED


def _with_titles(document: dict[str, Any]) -> dict[str, Any]:
    """Name schemas as clients should call them (Problem), not as our classes are called."""
    schemas = document["components"]["schemas"]
    content = json.dumps(document)
    for name, schema in schemas.items():
        content = content.replace(f'"#/components/schemas/{name}"', _reference(schema["title"]))
    renamed: dict[str, Any] = json.loads(content)
    named = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = {s["title"]: s for s in named.values()}
    return renamed


def _reference(title: str) -> str:
    return f'"#/components/schemas/{title}"'


def main(arguments: list[str]) -> int:
    """Write the document, or compare it with what is written; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m local.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where they are out of date")
    check = parser.parse_args(arguments).check
    current = text(whole())
    if not check:
        for target in TARGETS:
            target.write_text(current, encoding="utf-8")
        return 0
    old = [t for t in TARGETS if not t.is_file() or t.read_text(encoding="utf-8") != current]
    for target in old:
        print(f"{target.relative_to(ROOT)} is out of date: make openapi")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
