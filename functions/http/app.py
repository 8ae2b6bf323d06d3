"""A FastAPI application with the behaviour that all functions share."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from functions.http.middleware import invalid_response, with_middleware
from functions.runtime.settings import EdgeSettings


def create_app(
    settings: EdgeSettings, *routers: APIRouter, pure: bool = False, **state: object
) -> FastAPI:
    """Assemble an application from its routes; all else as in :func:`.with_middleware`.

    Parameters
    ----------
    routers : its routes.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(RequestValidationError, _validation_error)
    return with_middleware(app, settings, pure=pure, **state)


async def _validation_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    return invalid_response(error.errors())
