"""Enqueue a recording for analysis as soon as a worker has time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from talent.audio import media_types
from talent.ports import ObjectStore
from talent.uploads.ports import Uploads
from talent.uploads.presign import new_upload
from talent.uploads.upload import Purpose, Upload


def enqueue(
    content: bytes,
    *,
    content_type: str,
    filename: str,
    wanted: Mapping[str, Any],
    uploads: Uploads,
    objects: ObjectStore,
    now: datetime,
) -> Upload:
    """Keep a recording that came whole; return its upload."""
    upload = _create(content_type, filename, wanted, uploads, now)
    objects.put(upload.key, content, content_type=upload.content_type)
    return upload


def enqueue_again(
    source: Upload,
    *,
    wanted: Mapping[str, Any],
    uploads: Uploads,
    objects: ObjectStore,
    now: datetime,
) -> Upload:
    """Keep a copy of a recording that was uploaded; return the upload of the copy.

    A new one, because an upload is judged once and its answer never changes.
    """
    upload = _create(source.content_type, source.filename, wanted, uploads, now)
    objects.copy(source.key, upload.key)
    return upload


def _create(
    content_type: str,
    filename: str,
    wanted: Mapping[str, Any],
    uploads: Uploads,
    now: datetime,
) -> Upload:
    upload = new_upload(
        purpose=Purpose.PREDICTION,
        content_type=media_types.or_any(content_type),
        filename=filename,
        wanted=wanted,
        claim=None,
        now=now,
    )
    # The row first: the worker that the file calls looks for it.
    uploads.create(upload)
    return upload
