"""Answers that come later: ``Prefer: respond-async`` (RFC 7240).

Imported when the first client would rather not wait.
"""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from functions.http.accept import ASYNC
from functions.http.addresses import link, prediction_path
from functions.http.limits import POLL_SECONDS
from functions.predict.batch_reply import FailureReply, tally
from talent.uploads.upload import Upload


class AcceptedReply(BaseModel):
    """A recording that is judged as soon as there is time."""

    model_config = ConfigDict(title="Accepted")

    id: str
    filename: str
    status: Literal["processing"] = "processing"
    location: str = Field(description="Where the judgement will be")

    @classmethod
    def of(cls, upload: Upload, request: Request) -> Self:
        """Put an upload into the API's words."""
        location = link(request, prediction_path(upload.id))
        return cls(id=upload.id, filename=upload.filename, location=location)


class AcceptedBatchReply(BaseModel):
    """Several of them, in the order in which they came."""

    model_config = ConfigDict(title="AcceptedBatch")

    total: int
    accepted: int
    failed: int
    results: list[AcceptedReply | FailureReply]
    timestamp: datetime

    @classmethod
    def of(cls, results: list[AcceptedReply | FailureReply]) -> Self:
        """Count what was accepted and what was not."""
        waiting, failed = tally(results)
        return cls(
            total=len(results),
            accepted=waiting,
            failed=failed,
            results=results,
            timestamp=datetime.now(UTC),
        )


def accepted(reply: AcceptedReply | AcceptedBatchReply) -> Response:
    """Return 202 with where and when to ask."""
    headers = {"Preference-Applied": ASYNC, "Retry-After": str(POLL_SECONDS)}
    if isinstance(reply, AcceptedReply):
        headers["Location"] = reply.location
    return JSONResponse(
        reply.model_dump(mode="json", exclude_none=True),
        status_code=HTTPStatus.ACCEPTED,
        headers=headers,
    )
