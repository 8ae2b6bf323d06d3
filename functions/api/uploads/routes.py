"""Leave to upload a large recording, and where an upload stands."""

import re
import shlex
from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, Request, Response

from functions.api.uploads.dependencies import AllUploads, CurrentUpload, UploadObjects
from functions.api.uploads.replies import PermissionReply, UploadReply, UploadRequest
from functions.http.addresses import address, link, prediction_path
from functions.http.conditional import conditional, retry_after
from functions.http.openapi import LOCATION, POLLED
from functions.http.problem_responses import documented
from talent import errors
from talent.audio.limits import LIMITS
from talent.ports import PresignedPost
from talent.uploads.presign import presign_upload
from talent.uploads.upload import FINAL, Purpose, Upload

RECORDINGS: Final = "/api/v1/data/"

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Names of files that mean the same to a shell, to curl and to us."""

router = APIRouter(prefix="/api/v1/uploads", tags=["uploads"])


@router.post(
    "",
    operation_id="create_upload",
    summary="Get leave to upload a large recording",
    status_code=201,
    response_description="Where to send the file; `Location` is where its prediction will be",
    responses={
        201: {"headers": LOCATION},
        **documented(
            *(errors.UnsupportedFormat, errors.TooLarge, errors.EmptyFile),
            *(errors.StorageUnavailable, errors.StorageFailed),
        ),
    },
)
async def create_upload(
    request: Request,
    response: Response,
    asked: UploadRequest,
    uploads: AllUploads,
    objects: UploadObjects,
) -> PermissionReply:
    """Answer with a form that sends one recording of up to 50 MB straight to the store.

    It is judged as soon as it is there; the answer is at `location`.
    """
    now = datetime.now(UTC)
    upload, permission = presign_upload(
        purpose=Purpose.PREDICTION,
        content_type=asked.content_type,
        filename=asked.filename,
        wanted=asked.options().as_record(),
        claim=None,
        size=asked.size,
        uploads=uploads,
        objects=objects,
        now=now,
    )
    path = prediction_path(upload.id)
    response.headers["Location"] = link(request, path)
    return PermissionReply(
        id=upload.id,
        url=permission.url,
        fields=dict(permission.fields),
        expires_at=upload.expires_at,
        max_bytes=LIMITS.max_bytes,
        location=link(request, path),
        instructions=[
            curl(permission, upload.filename),
            f"curl -sS {shlex.quote(address(request, path))}",
        ],
    )


@router.get(
    "/{id}",
    operation_id="upload",
    summary="Where an upload stands",
    response_model=UploadReply,
    responses={
        **documented(errors.UploadUnknown, errors.StorageUnavailable),
        **POLLED,
    },
)
async def read_upload(request: Request, upload: CurrentUpload) -> Response:
    """Say where an upload stands, be it a recording to judge or one to learn from."""
    reply = UploadReply.of(upload, _location(request, upload))
    again = retry_after(final=upload.status in FINAL)
    return conditional(request, reply.model_dump_json().encode(), again)


def curl(permission: PresignedPost, filename: str) -> str:
    """Return the command that sends a file with a form."""
    fields = [
        f"--form-string {shlex.quote(f'{name}={value}')}"
        for name, value in permission.fields.items()
    ]
    file = filename if _PLAIN.fullmatch(filename) else "take.wav"
    return " ".join(["curl -sS", *fields, f"-F file=@{file}", shlex.quote(permission.url)])


def _location(request: Request, upload: Upload) -> str | None:
    if upload.purpose is Purpose.PREDICTION:
        return link(request, prediction_path(upload.id))
    return upload.result and link(request, RECORDINGS + upload.result)
