"""Protocols that uploads need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from talent.uploads.upload import Status, Upload


class Uploads(Protocol):
    """The rows of uploads. Every method may raise StorageUnavailable."""

    def create(self, upload: Upload) -> None:
        """Store a new row; raise IllegalTransition where the id is taken."""
        ...

    def get(self, upload_id: str) -> Upload:
        """Return a row, consistently; raise UploadUnknown."""
        ...

    def move(
        self,
        upload: Upload,
        status: Status,
        *,
        now: datetime,
        problem: Mapping[str, Any] | None = None,
        result: str | None = None,
    ) -> Upload:
        """Take a row from where it was read to a status; return the new row.

        Legal are the steps of :data:`talent.uploads.upload.NEXT`; every step to ``processing``
        counts as an attempt. Of several writers that read the same row one wins; the others get
        IllegalTransition, as does an illegal step.
        """
        ...
