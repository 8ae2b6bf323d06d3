"""Examples for the API's description."""

from typing import Any, Final

_JSON: Final = "application/json"

PREDICTION: Final[dict[str, Any]] = {
    "filename": "take.wav",
    "label": "good",
    "confidence": 0.83,
    "probability_good": 0.83,
    "probability_bad": 0.17,
    "timestamp": "2025-01-31T12:00:00.000000Z",
    "verdict": "good",
    "threshold": 0.5,
    "uncertain_band": [0.25, 0.75],
    "calibration": {"fitted_on": "synthetic", "n": 550, "singers": 150, "calibrated": False},
    "model_version": "default-0123456789ab",
    "duration_seconds": 21.4,
    "quality": {
        "seconds": 21.4,
        "voiced_seconds": 15.2,
        "voiced_ratio": 0.71,
        "notes": 34,
        "level_difference_db": 28.3,
        "flatness": 0.61,
        "clipped_ratio": 0.0,
        "accompanied": False,
        "signs_of_speech": 0,
    },
    "warnings": [],
    "features": [
        {
            "name": "grid_absdev",
            "value": 14.2,
            "unit": "cents",
            "meaning": "How far the notes lie from the take's own semitones, on average",
            "better": "lower",
            "group": "grid",
        }
    ],
    "measures": [
        {
            "name": "range",
            "value": 13.1,
            "unit": "semitones",
            "meaning": "From the lowest to the highest note (p5 to p95)",
        }
    ],
}

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


def form(field: str, *, many: bool) -> dict[str, Any]:
    """Return the description of a multipart form with recordings in one field."""
    recording = {"type": "string", "format": "binary", "description": "A recording"}
    held = {"type": "array", "items": recording, "minItems": 1} if many else recording
    schema = {"type": "object", "required": [field], "properties": {field: held}}
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}
