"""The collaborators of the routes of uploads, and what their paths may hold."""

from typing import Annotated

from fastapi import Depends, Path, Request

from talent.errors import UploadUnknown
from talent.ports import Objects, Uploads
from talent.records import ID


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
