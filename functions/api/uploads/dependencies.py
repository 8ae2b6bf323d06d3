"""Dependencies and path parameters of the upload routes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends

from functions.api.dependencies import collaborator, id_in_path
from functions.http.addresses import followed_at
from functions.http.errors import problem_of
from functions.http.problem_responses import CALL
from talent.errors import TalentError, UploadUnknown
from talent.ports import ObjectStore
from talent.uploads.ports import Uploads
from talent.uploads.status import current_upload
from talent.uploads.upload import Upload

AllUploads = Annotated[Uploads, Depends(collaborator("uploads"))]
UploadObjects = Annotated[ObjectStore, Depends(collaborator("objects"))]
UploadId = Annotated[
    str, Depends(id_in_path(UploadUnknown, "an upload", "POST /api/v1/uploads gives one"))
]


def _followed(upload_id: UploadId, uploads: AllUploads, objects: UploadObjects) -> Upload:
    now = datetime.now(UTC)
    return current_upload(upload_id, uploads=uploads, objects=objects, now=now, report=_report)


def _report(upload: Upload, error: TalentError) -> Mapping[str, Any]:
    call = CALL.get()
    return problem_of(error).document(instance=followed_at(upload), request_id=call.request_id)


CurrentUpload = Annotated[Upload, Depends(_followed)]
"""The upload of the path, as it is to be told."""
