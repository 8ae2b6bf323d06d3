"""Presign an upload: one large file straight to the store, within limits and for some minutes."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from talent.audio import media_types
from talent.audio.limits import LIMITS
from talent.errors import EmptyFile, TooLarge, UnsupportedFormat
from talent.naming import storable_filename
from talent.ports import ObjectStore, PresignedPost
from talent.recordings.annotation import annotation_document
from talent.recordings.recording import Annotation
from talent.uploads.ports import Uploads
from talent.uploads.upload import Purpose, Status, Upload

UPLOAD_SECONDS: Final = 300
"""Validity of a presigned upload."""

PREFIX: Final = "uploads/"
"""Prefix of the keys of uploaded files; the id follows."""


class PresignedUpload(NamedTuple):
    """An upload and the presigned form to send its file."""

    upload: Upload
    permission: PresignedPost


def presign_upload(
    *,
    purpose: Purpose,
    content_type: str,
    filename: str,
    wanted: Mapping[str, Any],
    claim: Annotation | None,
    uploads: Uploads,
    objects: ObjectStore,
    now: datetime,
    size: int | None = None,
) -> PresignedUpload:
    """Keep a new upload and return it with the form that sends its file.

    Parameters
    ----------
    content_type : what the sender says of the file; parameters are dropped.
    filename : the sender's own name for it; cut at 255 characters.
    wanted : see :attr:`talent.uploads.upload.Upload.wanted`.
    claim : the annotation of a recording that is data.
    size : bytes the file will have, as far as the sender says.

    Raises
    ------
    UnsupportedFormat
        If the content type is not one that recordings go by.
    TooLarge, EmptyFile
        If the announced size is out of bounds; what is sent is checked by the store again.
    """
    known = media_types.plain(content_type)
    if known not in media_types.ACCEPTED:
        raise UnsupportedFormat(
            f"The content type {content_type[:80]!r} is not one of a recording we can read",
            advice=f"Send {', '.join(media_types.CONTAINERS)}, for example audio/wav; "
            f"{media_types.ANY} where you do not know.",
        )
    _check_size(size)
    upload = new_upload(
        purpose=purpose,
        content_type=known,
        filename=filename,
        wanted=wanted,
        claim=claim,
        now=now,
    )
    # The form first: making it keeps nothing, so that nothing is left over where it fails.
    permission = objects.presign(
        upload.key, content_type=known, max_bytes=LIMITS.max_bytes, seconds=UPLOAD_SECONDS
    )
    uploads.create(upload)
    return PresignedUpload(upload, permission)


def new_upload(
    *,
    purpose: Purpose,
    content_type: str,
    filename: str,
    wanted: Mapping[str, Any],
    claim: Annotation | None,
    now: datetime,
) -> Upload:
    """Return an upload with a fresh id, nowhere kept yet."""
    upload_id = secrets.token_hex(16)
    return Upload(
        id=upload_id,
        purpose=purpose,
        status=Status.AWAITING_UPLOAD,
        key=PREFIX + upload_id,
        content_type=content_type,
        filename=storable_filename(filename),
        created_at=now,
        updated_at=now,
        expires_at=now + timedelta(seconds=UPLOAD_SECONDS),
        wanted=dict(wanted),
        claim=None if claim is None else annotation_document(claim),
    )


def _check_size(size: int | None) -> None:
    if size is None:
        return
    if size > LIMITS.max_bytes:
        raise TooLarge(
            f"The file would have {size:,} bytes; at most {LIMITS.max_bytes:,} are accepted",
            advice="Send a shorter take, or a compressed one: FLAC halves a WAV, MP3 and OGG "
            "make it about ten times smaller.",
            values={"bytes": size, "limit_bytes": LIMITS.max_bytes},
        )
    if size < 1:
        raise EmptyFile(
            "The file would have no bytes", advice="Send a recording.", values={"bytes": size}
        )
