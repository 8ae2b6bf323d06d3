"""Requests and replies about uploads, as JSON."""

from datetime import datetime
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field

from functions.http.limits import MAX_ANNOUNCED
from functions.http.problem_responses import ProblemDocument
from functions.prediction_schemas.prediction_reply import PredictionReply
from functions.prediction_schemas.query_params import PredictionQuery
from talent.audio.limits import LIMITS
from talent.audio.media_types import FORMATS
from talent.uploads.upload import Purpose, Status, Upload

_ID: Final = "06ac4e9986189a11d604e0dd6d68576c"


class UploadRequest(PredictionQuery):
    """A recording that is to be uploaded and judged."""

    model_config = ConfigDict(
        title="UploadRequest",
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "content_type": "audio/wav",
                    "filename": "take.wav",
                    "size": 31_752_044,
                    "timeline": True,
                }
            ]
        },
    )

    content_type: str = Field(
        max_length=255,
        description=f"The usual name of {FORMATS}, such as `audio/wav`, or "
        "`application/octet-stream`; what the file is, its content decides",
    )
    filename: str = Field(
        default="", max_length=4096, description="Comes back with the answer, cut at 255 characters"
    )
    size: int | None = Field(
        default=None,
        ge=0,
        le=MAX_ANNOUNCED,
        description="In bytes, where known: too much is refused at once",
    )


class PermissionReply(BaseModel):
    """Leave to upload one file."""

    model_config = ConfigDict(
        title="Permission",
        json_schema_extra={
            "examples": [
                {
                    "id": _ID,
                    "url": "https://uploads.s3.eu-central-1.amazonaws.com/",
                    "fields": {
                        "Content-Type": "audio/wav",
                        "key": f"uploads/{_ID}",
                        "policy": "eyJleHBpcmF0aW9uIjoi...",
                        "x-amz-signature": "c02fbae3c2724f51...",
                    },
                    "expires_at": "2025-01-31T12:05:00Z",
                    "max_bytes": LIMITS.max_bytes,
                    "location": f"/api/v1/predictions/{_ID}",
                    "instructions": ["curl -sS -F ...", f"curl -sS https://.../predictions/{_ID}"],
                }
            ]
        },
    )

    id: str = Field(description="Of the upload and of its prediction")
    url: str = Field(description="POST a multipart form there")
    fields: dict[str, str] = Field(
        description="Fields of that form, all before the field `file` with the recording"
    )
    expires_at: datetime = Field(description="Until when the file may be sent")
    max_bytes: int = Field(description="The store refuses more")
    location: str = Field(description="Where the prediction will be")
    instructions: list[str] = Field(description="The same as commands for a shell")


class UploadReply(BaseModel):
    """One file on its way: from the leave to send it to what became of it."""

    model_config = ConfigDict(title="Upload")

    id: str
    purpose: Purpose
    status: Status = Field(
        description="`awaiting_upload` or `processing`: ask again; the others are final"
    )
    filename: str
    content_type: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime = Field(description="Until when the file may be sent")
    attempts: int = Field(description="How many times an analysis was begun")
    location: str | None = Field(
        description="Where its prediction is, or will be; the recording it became; null where "
        "there is none (yet)"
    )
    error: ProblemDocument | None = Field(description="Why it was refused, or failed")

    @classmethod
    def of(cls, upload: Upload, location: str | None) -> Self:
        """Put an upload into the API's words."""
        return cls(
            id=upload.id,
            purpose=upload.purpose,
            status=upload.status,
            filename=upload.filename,
            content_type=upload.content_type,
            created_at=upload.created_at,
            updated_at=upload.updated_at,
            expires_at=upload.expires_at,
            attempts=upload.attempts,
            location=location,
            error=upload_problem(upload),
        )


class PredictionStatusReply(BaseModel):
    """Where the judgement of an uploaded recording stands."""

    model_config = ConfigDict(title="PredictionStatus")

    id: str
    status: Status = Field(
        description="`awaiting_upload` or `processing`: ask again; the others are final"
    )
    filename: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime = Field(description="Until when the file may be sent")
    result: PredictionReply | None = Field(description="The judgement, once it is done")
    error: ProblemDocument | None = Field(description="Why it was refused, or failed")

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """Put an upload into the API's words, without its judgement."""
        return cls(
            id=upload.id,
            status=upload.status,
            filename=upload.filename,
            created_at=upload.created_at,
            updated_at=upload.updated_at,
            expires_at=upload.expires_at,
            result=None,
            error=upload_problem(upload),
        )


def upload_problem(upload: Upload) -> ProblemDocument | None:
    """Return the problem of a refused or failed upload."""
    return None if upload.problem is None else ProblemDocument(**upload.problem)
