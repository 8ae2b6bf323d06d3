"""OpenAPI description of requests with labelled recordings."""

from typing import Any, Final

from functions.api.data.requests import DataFile, DataFiles
from functions.http.limits import MAX_DATA_FILES

_TEXT: Final = {"type": "string"}
_FIELDS: Final = {
    "label": "`good` or `bad`: of every file",
    "labels": "One label per file, in their order: repeat the field, or send a JSON list",
    "rating": "In the place of a label, a number on `scale`: of every file",
    "ratings": "One rating per file, likewise",
    "scale": "Ends of the ratings' scale, the worst first: `1-4`",
    "threshold": "The first rating that is good; never guessed",
    "singer": "Who sings in every file, 1 to 100 characters",
    "singers": "One singer per file, likewise",
    "source": "Where the recordings are from, such as the name of a collection",
    "rater": "Who says so; `anonymous` by default",
    "consent": "`true` or `false`: whether the singers agreed to training on it",
}


def upload_data_body() -> dict[str, Any]:
    """Return the description of a body with labelled recordings, or about them."""
    recording = {"type": "string", "format": "binary", "description": "A recording"}
    files = {"type": "array", "items": recording, "minItems": 1, "maxItems": MAX_DATA_FILES}
    fields = {name: {**_TEXT, "description": text} for name, text in _FIELDS.items()}
    schema = {"type": "object", "required": ["files"], "properties": {"files": files, **fields}}
    example = {"files": ["(the bytes of take.wav)"], "label": "good", "singer": "ann"}
    content = {
        "multipart/form-data": {"schema": schema, "example": example},
        "application/json": {"schema": _inlined(DataFiles.model_json_schema())},
    }
    return {"requestBody": {"required": True, "content": content}}


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without definitions: those of a request's own body are nowhere else."""
    held = schema.pop("$defs")
    schema["properties"]["files"]["items"] = held[DataFile.__name__]
    return schema
