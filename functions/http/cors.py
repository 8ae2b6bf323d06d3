"""CORS: the web pages that may call the API from a browser."""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from functions.http.idempotency import HEADER, REPLAYED
from functions.http.problem import Problem
from functions.http.problem_responses import ProblemResponse
from functions.runtime.origins import pattern

EXPOSED: Final = (
    *("X-Request-Id", "Retry-After", "Location", "ETag", "Link", "X-Next-Cursor"),
    *("Preference-Applied", REPLAYED),
)
ACCEPTED: Final = (
    *("Accept", "Content-Type", "X-Api-Key", "If-Match", "If-None-Match"),
    "Prefer",
    HEADER,
)


class Cors(CORSMiddleware):
    """Starlette's CORS, with any-port origins and refusals in the one form of errors."""

    def __init__(self, app: ASGIApp, *, origins: tuple[str, ...]) -> None:
        super().__init__(
            app,
            allow_origins=("*",) if "*" in origins else (),
            allow_origin_regex=pattern(origins),
            allow_methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
            allow_headers=ACCEPTED,
            expose_headers=EXPOSED,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a preflight: 204 with what is allowed, or a problem."""
        response = super().preflight_response(request_headers)
        kept = {
            name: value
            for name, value in response.headers.items()
            if name.startswith("access-control-") or name == "vary"
        }
        if response.status_code < HTTPStatus.BAD_REQUEST:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=kept)
        problem = Problem(
            status=HTTPStatus.FORBIDDEN,
            code="cors_refused",
            title="This web page may not call the API",
            detail=f"{bytes(response.body).decode()} in the preflight request",
            advice="Add the page's origin to CORS_ORIGINS.",
            headers=kept,
        )
        return ProblemResponse(problem)
