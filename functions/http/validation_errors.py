"""Validation errors: parameters and JSON that do not fit the API's description."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.datastructures import QueryParams

from functions.http.problem import Problem

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

Body = TypeVar("Body", bound="BaseModel")


class InvalidRequest(Exception):
    """A request whose parameters or JSON are not what is wanted.

    Parameters
    ----------
    faults : in pydantic's form; `loc` begins with where in the request it is.
    """

    def __init__(self, faults: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


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
    InvalidRequest
        If it is not what is wanted.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise _invalid("body", error) from None


def asked(query: QueryParams, model: type[Body]) -> Body:
    """Return the parameters of a query; of one that is repeated, the last counts.

    Raises
    ------
    InvalidRequest
        If they are not what is wanted.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(dict(query))
    except ValidationError as error:
        raise _invalid("query", error) from None


def _invalid(place: str, error: "ValidationError") -> InvalidRequest:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return InvalidRequest([{**fault, "loc": (place, *fault["loc"])} for fault in faults])
