"""Upload: its fields, its status, and which status may follow which; pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from talent.errors import IllegalTransition


class Purpose(StrEnum):
    """What an uploaded file is for."""

    PREDICTION = "prediction"
    DATA = "data"


class Status(StrEnum):
    """Where an upload stands."""

    AWAITING_UPLOAD = "awaiting_upload"
    PROCESSING = "processing"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"


NEXT: Final[Mapping[Status, frozenset[Status]]] = {
    # Again from processing to processing: a second attempt after a worker died.
    # From awaiting to failed: its file came, and the queue lost the news of it.
    Status.AWAITING_UPLOAD: frozenset({Status.PROCESSING, Status.EXPIRED, Status.FAILED}),
    Status.PROCESSING: frozenset({Status.PROCESSING, Status.DONE, Status.REFUSED, Status.FAILED}),
    Status.DONE: frozenset(),
    Status.REFUSED: frozenset(),
    Status.FAILED: frozenset(),
    Status.EXPIRED: frozenset(),
}
"""Transitions: the statuses that may follow each; none follows a final one."""

FINAL: Final = frozenset(status for status, after in NEXT.items() if not after)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way: from the presigned form to what became of it.

    Attributes
    ----------
    id : see :data:`ID`.
    key : where the file is, or will be, in the bucket of uploads.
    filename : the client's own name for it; only ever goes back to the client.
    expires_at : until when the file may be sent.
    attempts : how many times an analysis was begun.
    wanted : what the caller wants to know beyond the prediction, as the API names it.
    claim : for data, what was said about the recording: see :class:`Annotation`.
    problem : the problem document of a refused or failed upload.
    result : where the answer is (prediction) or which recording it became (data).
    """

    id: str
    purpose: Purpose
    status: Status
    key: str
    content_type: str
    filename: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    attempts: int = 0
    wanted: Mapping[str, Any] = field(default_factory=dict)
    claim: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = None
    result: str | None = None

    def status_at(self, now: datetime) -> Status:
        """Return the status as it is to be told: an upload nobody sent is expired."""
        late = self.status is Status.AWAITING_UPLOAD and now >= self.expires_at
        return Status.EXPIRED if late else self.status


def move_upload(
    upload: Upload,
    status: Status,
    *,
    now: datetime,
    problem: Mapping[str, Any] | None = None,
    result: str | None = None,
) -> Upload:
    """Return an upload in its next status; raise IllegalTransition where it cannot follow."""
    if status not in NEXT[upload.status]:
        raise illegal_upload_step(upload, f"{status} cannot follow {upload.status}")
    return replace(
        upload,
        status=status,
        updated_at=now,
        attempts=upload.attempts + (status is Status.PROCESSING),
        problem=problem,
        result=result,
    )


def illegal_upload_step(upload: Upload, why: str) -> IllegalTransition:
    """Return the error of a step that cannot be taken."""
    return IllegalTransition(
        f"The upload {upload.id} was read as {upload.status}: {why}",
        advice="Read it again.",
        values={"status": str(upload.status), "attempts": upload.attempts},
    )
