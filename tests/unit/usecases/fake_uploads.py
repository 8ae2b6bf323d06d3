"""Rows of uploads in memory, true to their port."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from talent.errors import IllegalTransition, UploadUnknown
from talent.records import NEXT, Status, Upload


@dataclass
class FakeUploads:
    """The rows of uploads."""

    rows: dict[str, Upload] = field(default_factory=dict)

    def create(self, upload: Upload) -> None:
        """Store a new row."""
        if upload.id in self.rows:
            raise IllegalTransition(upload.id)
        self.rows[upload.id] = upload

    def get(self, upload_id: str) -> Upload:
        """Return a row."""
        if upload_id not in self.rows:
            raise UploadUnknown(upload_id)
        return self.rows[upload_id]

    def move(
        self,
        upload: Upload,
        status: Status,
        *,
        now: datetime,
        problem: Mapping[str, Any] | None = None,
        result: str | None = None,
    ) -> Upload:
        """Take a row from where it was read to a status."""
        if status not in NEXT[upload.status] or self.get(upload.id) != upload:
            raise IllegalTransition(upload.id)
        moved = replace(
            upload,
            status=status,
            updated_at=now,
            attempts=upload.attempts + (status is Status.PROCESSING),
            problem=problem,
            result=result,
        )
        self.rows[upload.id] = moved
        return moved
