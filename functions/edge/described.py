"""Errors of every operation that takes parameters or JSON, for the API's description."""

from http import HTTPStatus
from typing import Any, Final

from functions.edge.problem import MEDIA_TYPE, Problem
from functions.edge.replies import ProblemDocument

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
