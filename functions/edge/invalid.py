"""Parameters and JSON that do not fit the API's description."""

from http import HTTPStatus
from typing import TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from functions.edge.problem import Problem

Body = TypeVar("Body", bound=BaseModel)


def invalid_request(detail: str) -> Problem:
    """Return the problem of a request that cannot be understood."""
    return Problem(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="invalid_request",
        title="The request does not fit the API's description",
        detail=detail,
        advice="GET /openapi.json describes every parameter.",
    )


def parsed(content: bytes, model: type[Body]) -> Body:
    """Return a JSON body that is read by hand because it might also be a form.

    Raises
    ------
    RequestValidationError
        If it is not what is wanted, in the form in which FastAPI reports a body of its own.
    """
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError(
            [{**fault, "loc": ("body", *fault["loc"])} for fault in faults]
        ) from None
