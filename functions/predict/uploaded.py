"""Requests that name recordings uploaded before.

Imported when the first such request comes: forms need not wait for pydantic.
"""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from talent.ids import ID

_ID: Final = "06ac4e9986189a11d604e0dd6d68576c"

UploadId = Annotated[
    str, Field(pattern=f"^{ID.pattern}$", description="What POST /api/v1/uploads gave")
]


class SingleBody(BaseModel):
    """A recording that was uploaded before."""

    model_config = ConfigDict(
        title="UploadedRecording",
        extra="forbid",
        json_schema_extra={"examples": [{"upload_id": _ID}]},
    )

    upload_id: UploadId


class BatchBody(BaseModel):
    """Recordings that were uploaded before."""

    model_config = ConfigDict(
        title="UploadedRecordings",
        extra="forbid",
        json_schema_extra={"examples": [{"upload_ids": [_ID]}]},
    )

    upload_ids: Annotated[list[UploadId], Field(min_length=1, max_length=100)]
