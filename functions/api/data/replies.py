"""Replies about labelled recordings, as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from functions.http.problem_responses import ProblemDocument
from talent.recordings.merge import Contradiction
from talent.recordings.recording import DIVIDED, LabelSource, RaterLabel, Recording

AnyLabel = Literal["good", "bad", "divided"]


class ContradictionReply(BaseModel):
    """Something that is stored otherwise; the stored value stands."""

    model_config = ConfigDict(title="Contradiction")

    field: str
    stored: str | float | bool
    given: str | float | bool

    @classmethod
    def of(cls, found: Sequence[Contradiction]) -> list[Self]:
        """Put contradictions into the API's words."""
        return [cls(**asdict(one)) for one in found]


class RatingReply(BaseModel):
    """A rating on a scale."""

    model_config = ConfigDict(title="Rating")

    value: float
    low: float
    high: float
    threshold: float = Field(description="The first rating that is good")


class OpinionReply(BaseModel):
    """What one rater says."""

    model_config = ConfigDict(title="Opinion")

    rater: str
    label: Literal["good", "bad"]
    label_source: LabelSource
    rating: RatingReply | None
    at: datetime

    @classmethod
    def of(cls, opinion: RaterLabel) -> Self:
        """Put an opinion into the API's words."""
        return cls(
            rater=opinion.rater,
            label=opinion.label,
            label_source=opinion.source,
            rating=None if opinion.rating is None else RatingReply(**asdict(opinion.rating)),
            at=opinion.at,
        )


class RecordingReply(BaseModel):
    """A labelled recording."""

    model_config = ConfigDict(title="Recording")

    id: str
    sha256: str = Field(description="Of the decoded sound: mono, float32, 22 050 Hz")
    filename: str
    content_type: str
    bytes: int
    seconds: float
    label: AnyLabel = Field(description="What most raters say")
    raters: int
    agreement: float | None = Field(
        description="Share of pairs of raters who say the same, 0..1; null with fewer than two"
    )
    singer: str | None = Field(description="Null where unknown: then a singer of its own")
    source: str | None
    consent: bool | None
    features: list[int] = Field(description="Versions of the features that are kept")
    used_by: list[str] = Field(description="Models that were trained on it")
    deleting: bool = Field(
        description="Its files are being deleted; where this stays, delete it once more"
    )
    created_at: datetime
    updated_at: datetime
    revision: int = Field(description="Its ETag; for If-Match")

    @classmethod
    def of(cls, recording: Recording) -> Self:
        """Put a recording into the API's words."""
        known = asdict(recording)
        same = {name: known[name] for name in RecordingReply.model_fields if name in known}
        return cls(
            **same,
            label=recording.label or DIVIDED,
            raters=len(recording.opinions),
            agreement=recording.agreement,
        )


class RecordingDetailReply(RecordingReply):
    """A labelled recording with everything that is said of it."""

    model_config = ConfigDict(title="RecordingDetail")

    opinions: list[OpinionReply] = []

    @classmethod
    def of(cls, recording: Recording) -> Self:
        """Put a recording into the API's words."""
        reply = super().of(recording)
        reply.opinions = [OpinionReply.of(opinion) for opinion in recording.opinions.values()]
        return reply


class DataRow(BaseModel):
    """What became of one file."""

    model_config = ConfigDict(title="DataRow")

    filename: str
    status: Literal["stored", "duplicate", "refused"]
    recording_id: str | None = None
    label: Literal["good", "bad"] | None = Field(
        default=None, description="As it was understood of this file"
    )
    label_source: LabelSource | None = Field(
        default=None,
        description="`filename` where only the name of the file says it",
    )
    duplicate: bool = Field(default=False, description="The same sound was there before")
    contradictions: list[ContradictionReply] = []
    error: ProblemDocument | None = None


class DataReply(BaseModel):
    """What became of labelled recordings, in the order in which they came."""

    model_config = ConfigDict(title="Data")

    total_files: int
    uploaded_files: int = Field(description="Stored ones and duplicates")
    failed_files: int
    message: str
    timestamp: datetime
    files: list[DataRow]


class PermissionRow(BaseModel):
    """Leave to upload one file, or why not."""

    model_config = ConfigDict(title="DataPermission")

    filename: str
    status: Literal["awaiting_upload", "refused"]
    upload_id: str | None = Field(default=None, description="For GET /api/v1/uploads/{id}")
    url: str | None = Field(default=None, description="POST a multipart form there")
    fields: dict[str, str] | None = Field(
        default=None, description="Fields of that form, all before the field `file`"
    )
    expires_at: datetime | None = None
    label: Literal["good", "bad"] | None = None
    label_source: LabelSource | None = None
    error: ProblemDocument | None = None


class PermissionsReply(BaseModel):
    """Leave to upload large labelled recordings, in the order in which they were named."""

    model_config = ConfigDict(title="DataPermissions")

    total_files: int
    permitted_files: int
    failed_files: int
    message: str
    timestamp: datetime
    files: list[PermissionRow]


class ForgottenReply(BaseModel):
    """A recording that is gone."""

    model_config = ConfigDict(title="Forgotten")

    id: str
    deleted_files: int = Field(description="Every version of its sound and its features")
    used_by: list[str] = Field(
        description="Models that were trained on it: they remain until they are retrained"
    )
