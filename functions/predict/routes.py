"""Routes of predictions; their description: :mod:`functions.predict.openapi`."""

from collections.abc import Callable
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions.http.accept import ASYNC, preferences
from functions.http.per_file import check_time, safely
from functions.http.problem_responses import ProblemDocument
from functions.http.response_model import to_json
from functions.http.validation_errors import asked
from functions.predict.batch_reply import BatchReply, FailureReply
from functions.predict.bodies import read_one, read_several
from functions.predict.sources import RecordingSource, UploadStore
from functions.prediction_schemas.prediction_reply import PredictionReply
from functions.prediction_schemas.timed_prediction import predict_timed
from talent.model.artifact import Model
from talent.prediction.options import PredictionOptions

Reply = TypeVar("Reply")

PREFIX: Final = "/api/v1/predictions"


# The routes are `async` although the work is not: a Lambda process has one request at a time,
# and a thread would only add its switch.
async def predict_single(request: Request) -> Response:
    """Judge one recording, in the field `file` of a form or named by `upload_id` in JSON."""
    options = _options(request)
    source = await read_one(request, _shelf(request))
    if _may_wait(request):
        from functions.predict.async_responses import AcceptedReply, accepted

        return accepted(AcceptedReply.of(source.submit(options.as_record()), request))
    model = request.app.state.store.current()
    return _answer(_judge(request, source, model, options))


async def predict_batch(request: Request) -> Response:
    """Judge several recordings; one that fails does not spoil the others.

    They are in the field `files` of a form, or named by `upload_ids` in JSON.
    """
    options = _options(request)
    sources = await read_several(request, _shelf(request), request.app.state.settings.max_files)
    if _may_wait(request):
        from functions.predict.async_responses import AcceptedBatchReply, AcceptedReply, accepted

        kept = options.as_record()
        rows = [
            _safely(source, lambda one: AcceptedReply.of(one.submit(kept), request))
            for source in sources
        ]
        return accepted(AcceptedBatchReply.of(rows))
    model = request.app.state.store.current()

    def judge(source: RecordingSource) -> PredictionReply:
        check_time(request)
        return _judge(request, source, model, options)

    return _answer(BatchReply.of([_safely(source, judge) for source in sources]))


ROUTES: Final = (
    Route(f"{PREFIX}/single", predict_single, methods=["POST"]),
    Route(f"{PREFIX}/batch", predict_batch, methods=["POST"]),
)


def _options(request: Request) -> PredictionOptions:
    if not request.query_params:
        return PredictionOptions()
    from functions.prediction_schemas.query_params import PredictionQuery

    return asked(request.query_params, PredictionQuery).options()


def _may_wait(request: Request) -> bool:
    return ASYNC in preferences(request.headers)


def _shelf(request: Request) -> UploadStore:
    return UploadStore(request.app.state.uploads, request.app.state.objects)


def _judge(
    request: Request, source: RecordingSource, model: Model, wanted: PredictionOptions
) -> PredictionReply:
    judgement = predict_timed(request.app.state.judge, source.read(), model, wanted)
    return PredictionReply.of(judgement, source.filename)


def _answer(reply: PredictionReply | BatchReply) -> Response:
    return Response(to_json(reply), media_type="application/json")


def _safely(
    source: RecordingSource, work: Callable[[RecordingSource], Reply]
) -> Reply | FailureReply:
    """Return what becomes of one file of several, or why nothing did."""
    done = safely(lambda: work(source))
    if isinstance(done, ProblemDocument):
        return FailureReply(filename=source.filename, upload_id=source.upload_id, error=done)
    return done
