"""Examples for the API's description."""

from typing import Any, Final

from pydantic import BaseModel

from functions.http.limits import MAX_FILES
from functions.prediction_schemas.example import PREDICTION
from talent.audio.media_types import FORMATS

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
                        "advice": f"Send {FORMATS}.",
                        "values": {},
                        "request_id": "5b1c2f0e-6a3d-4f0e-9a51-0c9f6e7d8a42",
                    },
                },
            ],
            "timestamp": "2025-01-31T12:00:00.000000Z",
        }
    }
}


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
