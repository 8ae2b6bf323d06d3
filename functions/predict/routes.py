"""Recordings in, judgements out."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from aws_lambda_powertools.metrics import MetricUnit
from fastapi import APIRouter, Depends, Query, Request

from functions.edge.errors import (
    BrokenMultipart,
    MissingFile,
    NotMultipart,
    OutOfTime,
    TooManyFiles,
    problem_of,
)
from functions.edge.faults import INTERNAL_ERROR, log_fault
from functions.edge.multipart import Take, read_takes
from functions.edge.replies import ProblemDocument, describe, documented
from functions.edge.telemetry import logger, metrics
from functions.judgement.judging import judge_timed
from functions.judgement.options import Options
from functions.judgement.replies import PredictionReply
from functions.predict.examples import BATCH, SINGLE, form, with_parameters
from functions.predict.replies import BatchReply, FailureReply
from talent import errors
from talent.model.artifact import Model
from talent.ports import ModelStore
from talent.usecases.judge import Wanted

RESERVE_MILLISECONDS: Final = 5_000
"""Time a batch keeps back: no new file is begun with less left."""

_FORM: Final = (NotMultipart, BrokenMultipart, MissingFile, TooManyFiles)
_MODEL: Final = (errors.ModelMissing, errors.ModelCorrupt, errors.FeatureMismatch)
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


Store = Annotated[ModelStore, Depends(_store)]
Asked = Annotated[Options, Query()]


# The routes are `async` although the work is not: a Lambda process has one request at a time,
# and a thread would only add its switch.
@router.post(
    "/single",
    operation_id="predict_single",
    summary="Judge one recording",
    response_description="The judgement",
    responses={
        200: {"content": SINGLE},
        **with_parameters(documented(*_FORM, *_RECORDING, *_MODEL)),
    },
    openapi_extra=form("file", many=False),
)
async def predict_single(request: Request, store: Store, asked: Asked) -> PredictionReply:
    """Judge the one recording in the field `file`: WAV, FLAC, MP3, OGG or AIFF, up to 4.5 MB."""
    takes = await read_takes(request, "file")
    if len(takes) > 1:
        raise TooManyFiles(
            f"There are {len(takes)} files in the field `file`; this path takes one",
            advice="Send several in the field `files` to /api/v1/predictions/batch.",
            values={"files": len(takes), "limit": 1},
        )
    return _judge(request, takes[0], store.current(), asked.wanted())


@router.post(
    "/batch",
    operation_id="predict_batch",
    summary="Judge several recordings",
    response_description="One result per file, in the order in which they came",
    responses={200: {"content": BATCH}, **with_parameters(documented(*_FORM, *_MODEL))},
    openapi_extra=form("files", many=True),
)
async def predict_batch(request: Request, store: Store, asked: Asked) -> BatchReply:
    """Judge the recordings in the field `files`; one that fails does not spoil the others."""
    takes = await read_takes(request, "files")
    limit: int = request.app.state.settings.max_files
    if len(takes) > limit:
        raise TooManyFiles(
            f"There are {len(takes)} files; one batch takes at most {limit}",
            advice="Send them in several batches.",
            values={"files": len(takes), "limit": limit},
        )
    model = store.current()
    wanted = asked.wanted()
    return BatchReply.of([_judge_safely(request, take, model, wanted) for take in takes])


def _judge(request: Request, take: Take, model: Model, wanted: Wanted) -> PredictionReply:
    take.check_size()
    judgement = judge_timed(request.app.state.judge, take.content, model, wanted)
    return PredictionReply.of(judgement, take.filename)


def _judge_safely(
    request: Request, take: Take, model: Model, wanted: Wanted
) -> PredictionReply | FailureReply:
    try:
        _check_time(request)
        return _judge(request, take, model, wanted)
    except errors.TalentError as error:
        problem = problem_of(error)
        logger.info("refused", extra={"code": problem.code})
    except Exception as error:  # noqa: BLE001 - one bad file does not spoil the others
        log_fault(error)
        problem = INTERNAL_ERROR
    metrics.add_metric(name="Failed", unit=MetricUnit.Count, value=1)
    document = ProblemDocument(**describe(problem))
    return FailureReply(filename=take.filename, error=document)


def _check_time(request: Request) -> None:
    context: Any = request.scope.get("aws.context")
    if context is None:
        return
    left = context.get_remaining_time_in_millis()
    if left < RESERVE_MILLISECONDS:
        raise OutOfTime(
            "The files before this one used up the time of the request",
            advice="Send this file again, in a smaller batch.",
            values={"milliseconds_left": int(left), "status": int(HTTPStatus.GATEWAY_TIMEOUT)},
        )
