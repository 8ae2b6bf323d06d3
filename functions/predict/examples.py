"""Examples for the API's description."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel

from functions.edge.limits import MAX_FILES
from functions.edge.problem import MEDIA_TYPE, Problem
from functions.edge.replies import ProblemDocument
from functions.judgement.example import PREDICTION

_JSON: Final = "application/json"

SINGLE: Final = {_JSON: {"example": PREDICTION}}
BATCH: Final = {
    _JSON: {
        "example": {
            "total": 2,
            "successful": 1,
            "failed": 1,
            "results": [
                PREDICTION,
                {
                    "filename": "notes.txt",
                    "error": {
                        "type": "urn:problem-type:singing-talent:unsupported-format",
                        "title": "This kind of file is not supported",
                        "status": 415,
                        "detail": "The content is text",
                        "instance": "/api/v1/predictions/batch",
                        "code": "unsupported_format",
                        "advice": "Send WAV, FLAC, MP3, OGG or AIFF.",
                        "values": {},
                        "request_id": "5b1c2f0e-6a3d-4f0e-9a51-0c9f6e7d8a42",
                    },
                },
            ],
            "timestamp": "2025-01-31T12:00:00.000000Z",
        }
    }
}


_INVALID: Final = Problem(
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    code="invalid_request",
    title="The request does not fit the API's description",
    detail="query.timeline: Input should be a valid boolean, unable to interpret input",
    advice="GET /openapi.json describes every parameter.",
)


def with_parameters(responses: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """Return an operation's errors and, among them, parameters that cannot be understood."""
    status = int(_INVALID.status)
    known = responses.get(status, {"model": ProblemDocument, "description": "", "content": {}})
    examples = known["content"].get(MEDIA_TYPE, {}).get("examples", {})
    document = _INVALID.document(
        instance="/api/v1/...", request_id="5b1c2f0e-6a3d-4f0e-9a51-0c9f6e7d8a42"
    )
    shown = {_INVALID.code: {"summary": _INVALID.title, "value": document}}
    changed = {
        "description": "; ".join(filter(None, [known["description"], _INVALID.title])),
        "content": {MEDIA_TYPE: {"examples": {**examples, **shown}}},
    }
    return {**responses, status: {**known, **changed}}


def body(field: str, *, many: bool, uploaded: type[BaseModel]) -> dict[str, Any]:
    """Return the description of a form with recordings, or of JSON that names uploaded ones."""
    recording = {"type": "string", "format": "binary", "description": "A recording"}
    several = {"type": "array", "items": recording, "minItems": 1, "maxItems": MAX_FILES}
    held = several if many else recording
    schema = {"type": "object", "required": [field], "properties": {field: held}}
    content = {
        "multipart/form-data": {"schema": schema},
        _JSON: {"schema": uploaded.model_json_schema()},
    }
    return {
        "parameters": [
            {
                "name": "Prefer",
                "in": "header",
                "required": False,
                "schema": {"type": "string"},
                "description": "`respond-async`: do not wait for the judgement, answer 202 "
                "with where it will be",
            }
        ],
        "requestBody": {"required": True, "content": content},
    }
