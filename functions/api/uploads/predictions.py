"""The prediction of an uploaded recording: its status, then its result."""

import json

from fastapi import APIRouter, Request, Response

from functions.api.uploads.dependencies import CurrentUpload, UploadObjects
from functions.api.uploads.replies import PredictionStatusReply
from functions.http.addresses import upload_path
from functions.http.conditional import conditional, retry_after
from functions.http.openapi import POLLED
from functions.http.problem_responses import documented
from talent import errors
from talent.ports import ObjectStore
from talent.uploads.upload import FINAL, Purpose, Upload

router = APIRouter(prefix="/api/v1/predictions", tags=["predictions"])


@router.get(
    "/{id}",
    operation_id="prediction",
    summary="The judgement of an uploaded recording",
    response_model=PredictionStatusReply,
    responses={
        **documented(errors.UploadUnknown, errors.StorageUnavailable),
        **POLLED,
    },
)
async def read_prediction(
    request: Request, upload: CurrentUpload, objects: UploadObjects
) -> Response:
    """Say where the judgement stands, with the judgement itself once it is done.

    While it is not final, `Retry-After` says when to ask again. With the `ETag` of the last
    answer in `If-None-Match`, an answer that has not changed is 304 without a body.
    """
    if upload.purpose is not Purpose.PREDICTION:
        raise errors.UploadUnknown(
            f"The upload {upload.id} was not made to be judged",
            advice=f"GET {upload_path(upload.id)} says what became of it.",
        )
    again = retry_after(final=upload.status in FINAL)
    return conditional(request, _document(upload, objects), again)


def _document(upload: Upload, objects: ObjectStore) -> bytes:
    document = PredictionStatusReply.of(upload).model_dump(mode="json")
    if upload.result is not None:
        # As it was written, whatever this version would write.
        document["result"] = json.loads(objects.get(upload.result))
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
