"""Problems as responses of the web framework, and as part of the API's description."""

from collections import defaultdict
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

from starlette.responses import JSONResponse

from functions.http.errors import status_of
from functions.http.problem import MEDIA_TYPE, TYPE_PREFIX, Problem
from functions.http.response_model import described, response_model
from talent.errors import TalentError


class Call(NamedTuple):
    """The request being answered, as far as its problems name it."""

    request_id: str
    path: str


CALL: Final[ContextVar[Call]] = ContextVar("call")
"""Set once per request by :class:`functions.http.trace.Trace`."""


class ProblemResponse(JSONResponse):
    """A problem as an HTTP response."""

    media_type = MEDIA_TYPE

    def __init__(self, problem: Problem) -> None:
        super().__init__(
            describe(problem), status_code=problem.status, headers=dict(problem.headers)
        )


def describe(problem: Problem) -> dict[str, Any]:
    """Return the JSON object of a problem of the request being answered."""
    call = CALL.get()
    return problem.document(instance=call.path, request_id=call.request_id)


@response_model("Problem")
class ProblemDocument:
    """An error (RFC 9457). `code` is stable; `detail` and `advice` are for people."""

    type: str = described(description="Identifier of the kind of problem")
    title: str = described(description="The kind of problem, in words")
    status: int = described(description="The HTTP status")
    detail: str = described(description="What was wrong this time, with the value")
    instance: str = described(description="Path of the request")
    code: str = described(description="Stable identifier of the kind of problem")
    advice: str = described(description="What would work")
    values: dict[str, bool | float | int | str | None] = described(
        description="The measured values behind it, by name"
    )
    request_id: str = described(description="Identifier of the request, as in the server's log")


def documented(*kinds: type[TalentError]) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses for errors an operation can answer with."""
    by_status: dict[int, list[type[TalentError]]] = defaultdict(list)
    for kind in kinds:
        by_status[status_of(kind)].append(kind)
    return {
        status: {
            "model": ProblemDocument,
            "description": "; ".join(kind.title for kind in of_status),
            "content": {MEDIA_TYPE: {"examples": {k.code: _example(k) for k in of_status}}},
        }
        for status, of_status in sorted(by_status.items())
    }


def _example(kind: type[TalentError]) -> dict[str, Any]:
    return {
        "summary": kind.title,
        "value": {
            "type": TYPE_PREFIX + kind.code.replace("_", "-"),
            "title": kind.title,
            "status": int(status_of(kind)),
            "detail": "What was wrong, with the value",
            "instance": "/api/v1/...",
            "code": kind.code,
            "advice": "What would work",
            "values": {},
            "request_id": "5b1c2f0e-6a3d-4f0e-9a51-0c9f6e7d8a42",
        },
    }
