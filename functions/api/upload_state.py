"""The collaborators of the routes of uploads, and what their paths may hold."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request

from functions.edge.errors import problem_of
from functions.edge.links import followed_at
from functions.edge.replies import CALL
from talent.errors import TalentError, UploadUnknown
from talent.ports import Objects, Uploads
from talent.records import ID, Upload
from talent.usecases.follow import follow


def _uploads(request: Request) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


def _objects(request: Request) -> Objects:
    objects: Objects = request.app.state.objects
    return objects


def _checked_id(
    upload_id: Annotated[str, Path(alias="id", description="32 hexadecimal digits")],
) -> str:
    if not ID.fullmatch(upload_id):
        raise UploadUnknown(
            "That is not the id of an upload",
            advice="An id has 32 hexadecimal digits; POST /api/v1/uploads gives one.",
        )
    return upload_id


AllUploads = Annotated[Uploads, Depends(_uploads)]
UploadObjects = Annotated[Objects, Depends(_objects)]
UploadId = Annotated[str, Depends(_checked_id)]


def _followed(upload_id: UploadId, uploads: AllUploads, objects: UploadObjects) -> Upload:
    now = datetime.now(UTC)
    return follow(upload_id, uploads=uploads, objects=objects, now=now, report=_report)


def _report(upload: Upload, error: TalentError) -> Mapping[str, Any]:
    call = CALL.get()
    return problem_of(error).document(instance=followed_at(upload), request_id=call.request_id)


Followed = Annotated[Upload, Depends(_followed)]
"""The upload of the path, as it is to be told."""
