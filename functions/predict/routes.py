"""Recordings in, judgements out."""

from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from functions.edge.described import APPLIED, LOCATION, RETRY_AFTER
from functions.edge.each import check_time, safely
from functions.edge.errors import (
    BrokenMultipart,
    MissingFile,
    NotMultipart,
    TooManyFiles,
)
from functions.edge.replies import ProblemDocument, documented
from functions.judgement.judging import judge_timed
from functions.judgement.options import Options
from functions.judgement.replies import PredictionReply
from functions.predict.bodies import BatchBody, SingleBody, read_one, read_several
from functions.predict.examples import BATCH, SINGLE, body
from functions.predict.later import AcceptedBatchReply, AcceptedReply, accepted, is_asked
from functions.predict.replies import BatchReply, FailureReply
from functions.predict.sources import Shelf, Source
from talent import errors
from talent.model.artifact import Model
from talent.ports import ModelStore
from talent.usecases.judge import Wanted

Reply = TypeVar("Reply")

_BODY: Final = (NotMultipart, BrokenMultipart, MissingFile, TooManyFiles)
_MODEL: Final = (errors.ModelMissing, errors.ModelCorrupt, errors.FeatureMismatch)
_UPLOADED: Final = (
    errors.UploadUnknown,
    errors.UploadIncomplete,
    errors.UploadExpired,
    errors.WrongPurpose,
    errors.StorageUnavailable,
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

router = APIRouter(prefix="/api/v1/predictions", tags=["predictions"])


def _store(request: Request) -> ModelStore:
    store: ModelStore = request.app.state.store
    return store


def _shelf(request: Request) -> Shelf:
    return Shelf(request.app.state.uploads, request.app.state.objects)


Store = Annotated[ModelStore, Depends(_store)]
AllUploads = Annotated[Shelf, Depends(_shelf)]
Asked = Annotated[Options, Query()]


# The routes are `async` although the work is not: a Lambda process has one request at a time,
# and a thread would only add its switch.
@router.post(
    "/single",
    operation_id="predict_single",
    summary="Judge one recording",
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
)
async def predict_single(
    request: Request, store: Store, shelf: AllUploads, asked: Asked
) -> PredictionReply | Response:
    """Judge one recording: WAV, FLAC, MP3, OGG or AIFF.

    Up to 4.5 MB in the field `file` of a form, up to 50 MB by `upload_id` in JSON.
    """
    source = await read_one(request, shelf)
    if is_asked(request):
        return accepted(AcceptedReply.of(source.submit(asked.options()), request))
    return _judge(request, source, store.current(), asked.wanted())


@router.post(
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
)
async def predict_batch(
    request: Request, store: Store, shelf: AllUploads, asked: Asked
) -> BatchReply | Response:
    """Judge several recordings; one that fails does not spoil the others.

    They are in the field `files` of a form, or named by `upload_ids` in JSON.
    """
    sources = await read_several(request, shelf, request.app.state.settings.max_files)
    if is_asked(request):
        options = asked.options()
        rows = [
            _safely(source, lambda one: AcceptedReply.of(one.submit(options), request))
            for source in sources
        ]
        return accepted(AcceptedBatchReply.of(rows))
    model, wanted = store.current(), asked.wanted()

    def judge(source: Source) -> PredictionReply:
        check_time(request)
        return _judge(request, source, model, wanted)

    return BatchReply.of([_safely(source, judge) for source in sources])


def _judge(request: Request, source: Source, model: Model, wanted: Wanted) -> PredictionReply:
    judgement = judge_timed(request.app.state.judge, source.read(), model, wanted)
    return PredictionReply.of(judgement, source.filename)


def _safely(source: Source, work: Callable[[Source], Reply]) -> Reply | FailureReply:
    """Return what becomes of one file of several, or why nothing did."""
    done = safely(lambda: work(source))
    if isinstance(done, ProblemDocument):
        return FailureReply(filename=source.filename, upload_id=source.upload_id, error=done)
    return done
