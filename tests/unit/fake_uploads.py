"""Rows of uploads in memory, true to their port."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from talent.errors import IllegalTransition, UploadUnknown
from talent.uploads.upload import Status, Upload, illegal_upload_step, move_upload


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
        after = move_upload(upload, status, now=now, problem=problem, result=result)
        if self.get(upload.id) != upload:
            raise illegal_upload_step(upload, "it has changed")
        self.rows[upload.id] = after
        return after
