"""OpenAPI description of :mod:`functions.predict.routes`.

FastAPI writes the description and no more: the function itself never imports this.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from functions.http.errors import BrokenMultipart, MissingFile, NotMultipart, TooManyFiles
from functions.http.openapi import APPLIED, LOCATION, RETRY_AFTER
from functions.http.problem_responses import documented
from functions.predict.async_responses import AcceptedBatchReply, AcceptedReply
from functions.predict.batch_reply import BatchReply
from functions.predict.examples import BATCH, SINGLE, body
from functions.predict.routes import PREFIX, predict_batch, predict_single
from functions.predict.uploaded import BatchBody, SingleBody
from functions.prediction_schemas.prediction_reply import PredictionReply
from functions.prediction_schemas.query_params import PredictionQuery
from talent import errors
from talent.audio.media_types import FORMATS

_BODY: Final = (NotMultipart, BrokenMultipart, MissingFile, TooManyFiles)
_MODEL: Final = (errors.ModelMissing, errors.ModelCorrupt, errors.FeatureMismatch)
_UPLOADED: Final = (
    errors.UploadUnknown,
    errors.UploadIncomplete,
    errors.UploadExpired,
    errors.WrongPurpose,
    errors.StorageUnavailable,
    errors.StorageFailed,
)
_RECORDING: Final = (
    errors.EmptyFile,
    errors.UnsupportedFormat,
    errors.CorruptAudio,
    errors.TooLarge,
    errors.TooLong,
    errors.TooShort,
    errors.TooLittleSinging,
    errors.NoVoice,
    errors.TooNoisy,
    errors.TooClipped,
)


def _asked(asked: Annotated[PredictionQuery, Query()]) -> PredictionQuery:
    return asked


router = APIRouter(prefix=PREFIX, tags=["predictions"], dependencies=[Depends(_asked)])

router.post(
    "/single",
    operation_id="predict_single",
    summary="Judge one recording",
    description=f"Judge one recording: {FORMATS}.\n\nUp to 4.5 MB in the field `file` of a form, "
    "up to 50 MB by `upload_id` in JSON.",
    response_model=PredictionReply,
    response_description="The judgement",
    responses={
        200: {"content": SINGLE},
        202: {
            "model": AcceptedReply,
            "description": "With `Prefer: respond-async`",
            "headers": {**LOCATION, **RETRY_AFTER, **APPLIED},
        },
        **documented(*_BODY, *_RECORDING, *_MODEL, *_UPLOADED),
    },
    openapi_extra=body("file", many=False, uploaded=SingleBody),
)(predict_single)

router.post(
    "/batch",
    operation_id="predict_batch",
    summary="Judge several recordings",
    response_model=BatchReply,
    response_description="One result per file, in the order in which they came",
    responses={
        200: {"content": BATCH},
        202: {
            "model": AcceptedBatchReply,
            "description": "With `Prefer: respond-async`",
            "headers": {**RETRY_AFTER, **APPLIED},
        },
        **documented(*_BODY, *_MODEL),
    },
    openapi_extra=body("files", many=True, uploaded=BatchBody),
)(predict_batch)
