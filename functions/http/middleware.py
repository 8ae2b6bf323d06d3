"""Middleware of all HTTP applications: errors in one form, and the layers around the routes.

It knows Starlette alone: FastAPI, which describes the API and serves most of it, takes a fifth
of a second of CPU to import, and the predict function does not need it.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from functions.http.addresses import BasePath
from functions.http.cors import Cors
from functions.http.encoding import Gzip, RejectEncodedBodies
from functions.http.errors import problem_of
from functions.http.idempotency import Idempotency
from functions.http.limits import GZIP_FROM_BYTES
from functions.http.problem import Problem
from functions.http.problem_responses import ProblemResponse
from functions.http.trace import CatchAll, HeadAsGet, Trace
from functions.http.validation_errors import InvalidRequest, invalid_request
from functions.runtime.settings import EdgeSettings
from functions.runtime.telemetry import logger
from talent.errors import TalentError

App = TypeVar("App", bound=Starlette)

_ADVICE: Final = {
    HTTPStatus.NOT_FOUND: "GET /openapi.json lists everything there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The Allow header lists what this path understands.",
}

_SHOWN_FAULTS: Final = 5
_SHOWN_CHARACTERS: Final = 200


def with_middleware(
    app: App, settings: EdgeSettings, *, pure: bool = False, **state: object
) -> App:
    """Put around the routes of an application what all of them share.

    Parameters
    ----------
    settings : the function's environment.
    pure : whether it computes its answers from requests alone, so that a repeated one may be
        computed again (see :mod:`functions.http.idempotency`).
    state : collaborators that its routes find in ``request.app.state``, beside the settings.
    """
    app.router.redirect_slashes = False
    for name, value in {"settings": settings, **state}.items():
        setattr(app.state, name, value)
    app.add_exception_handler(TalentError, _talent_error)
    app.add_exception_handler(InvalidRequest, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    # The last one added is the outermost.
    app.add_middleware(Idempotency, table=settings.idempotency_table, pure=pure)
    app.add_middleware(RejectEncodedBodies)
    app.add_middleware(CatchAll)
    app.add_middleware(Gzip, minimum_size=GZIP_FROM_BYTES, compresslevel=6)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Cors, origins=settings.cors_origins)
    app.add_middleware(Trace)
    app.add_middleware(BasePath)
    logger.setLevel(settings.log_level)
    return app


def invalid_response(faults: Sequence[Mapping[str, Any]]) -> Response:
    """Return the problem of a request with these faults, in pydantic's form."""
    return ProblemResponse(invalid_request(_in_words(faults)))


async def _talent_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, TalentError)  # noqa: S101 - registered for this class only
    problem = problem_of(error)
    logger.info("refused", extra={"code": problem.code})
    return ProblemResponse(problem)


async def _invalid_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidRequest)  # noqa: S101 - likewise
    return invalid_response(error.faults)


def _in_words(faults: Sequence[Mapping[str, Any]]) -> str:
    """Return the first faults in words: a hostile body has as many as it has bytes."""
    shown = [
        f"{'.'.join(map(str, fault['loc']))[:_SHOWN_CHARACTERS]}: "
        f"{fault['msg'][:_SHOWN_CHARACTERS]}"
        for fault in faults[:_SHOWN_FAULTS]
    ]
    more = len(faults) - len(shown)
    return "; ".join(shown + [f"and {more} more"] * (more > 0))


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - likewise
    status = HTTPStatus(error.status_code)
    problem = Problem(
        status=status,
        code=status.name.lower(),
        title=status.phrase,
        detail=status.description or str(error.detail),
        advice=_ADVICE.get(status, ""),
        headers=dict(error.headers or {}),
    )
    return ProblemResponse(problem)
