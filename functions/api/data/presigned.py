"""Presigned uploads for labelled recordings; labels are validated first."""

from datetime import UTC, datetime

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from functions.api.data.none_kept import all_failed
from functions.api.data.replies import PermissionRow, PermissionsReply
from functions.api.data.requests import DataFile, DataFiles
from functions.http.per_file import check_time, safely
from functions.http.problem_responses import ProblemDocument
from functions.http.validation_errors import parsed
from talent.ports import ObjectStore
from talent.recordings.annotation import read_annotation
from talent.uploads.ports import Uploads
from talent.uploads.presign import presign_upload
from talent.uploads.upload import Purpose


async def presign_all(request: Request) -> Response:
    """Answer a JSON body of files that are to be uploaded; one that is refused spoils none."""
    asked = parsed(await request.body(), DataFiles)
    rows = [_row(request, file) for file in asked.files]
    failed = sum(row.status == "refused" for row in rows)
    if failed == len(rows):
        return all_failed([row.model_dump(mode="json") for row in rows])
    reply = PermissionsReply(
        total_files=len(rows),
        permitted_files=len(rows) - failed,
        failed_files=failed,
        message=f"{len(rows) - failed} of {len(rows)} files may be uploaded, {failed} were refused",
        timestamp=datetime.now(UTC),
        files=rows,
    )
    return JSONResponse(reply.model_dump(mode="json"))


def _row(request: Request, file: DataFile) -> PermissionRow:
    def work() -> PermissionRow:
        check_time(request)
        return _permit(file, request.app.state.uploads, request.app.state.objects)

    done = safely(work)
    if isinstance(done, ProblemDocument):
        return PermissionRow(filename=file.filename, status="refused", error=done)
    return done


def _permit(file: DataFile, uploads: Uploads, objects: ObjectStore) -> PermissionRow:
    now = datetime.now(UTC)
    claim = read_annotation(file.said(), filename=file.filename, at=now)
    upload, permission = presign_upload(
        purpose=Purpose.DATA,
        content_type=file.content_type,
        filename=file.filename,
        wanted={},
        claim=claim,
        uploads=uploads,
        objects=objects,
        now=now,
        size=file.size,
    )
    return PermissionRow(
        filename=file.filename,
        status="awaiting_upload",
        upload_id=upload.id,
        url=permission.url,
        fields=dict(permission.fields),
        expires_at=upload.expires_at,
        label=claim.opinion.label,
        label_source=claim.opinion.source,
    )
