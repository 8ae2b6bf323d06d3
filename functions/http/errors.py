"""Errors of a request, and the one table from errors to HTTP statuses.

    TalentError
    ├── AudioError ...           see talent.errors
    ├── TakeRefused ...
    ├── ModelError ...
    └── RequestError             the request itself
        ├── EncodingRefused      encoding_refused
        ├── NotMultipart         not_multipart
        ├── BrokenMultipart      broken_multipart
        ├── MissingFile          missing_file
        ├── TooManyFiles         too_many_files
        ├── WrongFields          wrong_fields
        ├── NotAcceptable        not_acceptable
        ├── OutOfTime            out_of_time
        ├── KeyMalformed         idempotency_key_malformed
        ├── KeyReused            idempotency_key_reused
        └── StillRunning         still_running

The rule behind the table: 400 for a request that is not built as it should be, 413 for too
much, 415 for the wrong kind, 422 for a well-built request whose recording cannot be used,
503 for what will work later without a change by the client, 507 where somebody must make room
for it first. Nothing else in this code base turns an error of :mod:`talent` into a status.
"""

from http import HTTPStatus
from typing import Final

from functions.http.problem import Problem
from talent.errors import (
    AudioError,
    BadCursor,
    LabelError,
    ModelError,
    NotEnoughData,
    NotKnown,
    RevisionMismatch,
    StateConflict,
    StorageFailed,
    StorageUnavailable,
    TakeRefused,
    TalentError,
    TooLarge,
    TooLong,
    UnsupportedFormat,
    UploadExpired,
)


class RequestError(TalentError):
    """The request is not one that can be answered."""


class EncodingRefused(RequestError):
    """The body is compressed on its way."""

    code = "encoding_refused"
    title = "The body is compressed"


class NotMultipart(RequestError):
    """The body is of another content type than multipart/form-data."""

    code = "not_multipart"
    title = "The request is not a multipart form"


class BrokenMultipart(RequestError):
    """The body calls itself multipart/form-data and cannot be read as such."""

    code = "broken_multipart"
    title = "The multipart form is broken"


class MissingFile(RequestError):
    """There is no file in the field where one is expected."""

    code = "missing_file"
    title = "There is no file in the request"


class TooManyFiles(RequestError):
    """There are more files than one request may carry."""

    code = "too_many_files"
    title = "There are too many files in the request"


class WrongFields(RequestError):
    """The fields beside the files do not fit them, or each other."""

    code = "wrong_fields"
    title = "The fields of the request do not fit"


class NotAcceptable(RequestError):
    """There is no such form of the answer as the client takes."""

    code = "not_acceptable"
    title = "There is no answer in a form that you take"


class OutOfTime(RequestError):
    """The time of the request was used up before this file's turn came."""

    code = "out_of_time"
    title = "There was no time left for this file"


class KeyMalformed(RequestError):
    """The Idempotency-Key is not one."""

    code = "idempotency_key_malformed"
    title = "The Idempotency-Key cannot be used"


class KeyReused(RequestError):
    """The Idempotency-Key stands for another request."""

    code = "idempotency_key_reused"
    title = "The Idempotency-Key belongs to another request"


class StillRunning(RequestError):
    """The first request with this Idempotency-Key has no answer yet."""

    code = "still_running"
    title = "The request is still being answered"


STATUS: Final[dict[type[TalentError], HTTPStatus]] = {
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooLong: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedFormat: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    AudioError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TakeRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    ModelError: HTTPStatus.SERVICE_UNAVAILABLE,
    LabelError: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotKnown: HTTPStatus.NOT_FOUND,
    StateConflict: HTTPStatus.CONFLICT,
    UploadExpired: HTTPStatus.GONE,
    RevisionMismatch: HTTPStatus.PRECONDITION_FAILED,
    NotEnoughData: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadCursor: HTTPStatus.BAD_REQUEST,
    StorageFailed: HTTPStatus.INSUFFICIENT_STORAGE,
    StorageUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    EncodingRefused: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NotMultipart: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    OutOfTime: HTTPStatus.GATEWAY_TIMEOUT,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    StillRunning: HTTPStatus.CONFLICT,
    RequestError: HTTPStatus.BAD_REQUEST,
    TalentError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""Status of an error class and of every class below it that has none of its own."""

RETRY_SECONDS: Final = 10
"""Pause before a client asks again for something that is not there yet."""

RUNNING_SECONDS: Final = 2
"""Pause before a client asks again for what another process is about to finish."""


def status_of(kind: type[TalentError]) -> HTTPStatus:
    """Return the status of the nearest class in the table."""
    return next(STATUS[base] for base in kind.__mro__ if base in STATUS)


def problem_of(error: TalentError) -> Problem:
    """Return what a client is told of an error."""
    status = status_of(type(error))
    return Problem(
        status=status,
        code=error.code,
        title=error.title,
        detail=error.message,
        advice=error.advice,
        values=error.values,
        headers=_headers_of(error, status),
    )


def _headers_of(error: TalentError, status: HTTPStatus) -> dict[str, str]:
    if isinstance(error, EncodingRefused):
        return {"Accept-Encoding": "identity"}
    if isinstance(error, StillRunning):
        return {"Retry-After": str(RUNNING_SECONDS)}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {"Retry-After": str(RETRY_SECONDS)}
    return {}
