"""Retraining: begin one, follow it, stop it, list them all."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from functions.api.data.dependencies import AllRecordings
from functions.api.trainings.dependencies import AllJobs, TrainingId, TrainingOrchestrator
from functions.api.trainings.replies import RetrainReply, TrainingReply, TrainingsReply
from functions.api.trainings.requests import Paging, RetrainBody
from functions.http.addresses import link
from functions.http.conditional import conditional, retry_after
from functions.http.openapi import LOCATION, POLLED
from functions.http.problem_responses import documented
from talent import errors
from talent.trainings.ports import Jobs, Orchestrator

STATUS_PATH: Final = "/api/v1/train-status/"
_STORAGE: Final = (errors.StorageUnavailable,)
_ONE: Final = (errors.TrainingUnknown, *_STORAGE)
_STATUS: Final = {**documented(*_ONE), **POLLED}

router = APIRouter(prefix="/api/v1", tags=["training"])


@router.post(
    "/retrain",
    operation_id="retrain",
    summary="Train a new model",
    status_code=202,
    response_description="It has begun; `Location` is where it can be followed",
    responses={
        202: {"headers": LOCATION},
        **documented(
            *(errors.NotEnoughData, errors.TrainingRuns, errors.TrainingOff),
            *(errors.StorageFailed, *_STORAGE),
        ),
    },
)
async def retrain(
    request: Request,
    response: Response,
    recordings: AllRecordings,
    jobs: AllJobs,
    machine: TrainingOrchestrator,
    body: RetrainBody | None = None,
) -> RetrainReply:
    """Train on the labelled recordings, compare with the model in service, promote or reject.

    Every field is optional. One training runs at a time. The new model serves only if, on the
    same held-out singers, it is better than the one in service, or not worse within a margin.
    """
    from talent.trainings.start import start_training

    job = start_training(
        (body or RetrainBody.model_construct()).request(),
        secrets.token_hex(16),
        recordings=recordings,
        jobs=jobs,
        machine=machine,
        now=datetime.now(UTC),
    )
    location = link(request, STATUS_PATH + job.id)
    response.headers["Location"] = location
    return RetrainReply(
        status="queued",
        message=f"The training has begun. Follow it at {location}",
        training_id=job.id,
        timestamp=job.created_at,
        location=location,
    )


@router.get(
    "/train-status",
    operation_id="latest_training",
    summary="Where the latest training stands",
    response_model=TrainingReply,
    responses=_STATUS,
)
async def latest_training(
    request: Request, jobs: AllJobs, machine: TrainingOrchestrator
) -> Response:
    """Say where the training stands that was begun last; 404 where none ever was."""
    latest = jobs.latest()
    if latest is None:
        raise errors.TrainingUnknown(
            "No training was ever begun", advice="POST /api/v1/retrain begins one."
        )
    return _told(request, latest, jobs, machine)


@router.get(
    "/train-status/{id}",
    operation_id="training",
    summary="Where a training stands",
    response_model=TrainingReply,
    responses=_STATUS,
)
async def read_training(
    request: Request, training_id: TrainingId, jobs: AllJobs, machine: TrainingOrchestrator
) -> Response:
    """Say where a training stands, and in the end what became of its model, and why.

    While it runs, `Retry-After` says when to ask again. With the `ETag` of the last answer in
    `If-None-Match`, an answer that has not changed is 304 without a body.
    """
    return _told(request, training_id, jobs, machine)


@router.get(
    "/training-jobs",
    operation_id="trainings",
    summary="All trainings",
    responses=documented(errors.BadCursor, *_STORAGE),
)
async def list_trainings(jobs: AllJobs, asked: Annotated[Paging, Query()]) -> TrainingsReply:
    """Return trainings, the newest first, page by page."""
    page = jobs.page(cursor=asked.cursor, limit=asked.limit)
    return TrainingsReply(
        jobs=[TrainingReply.of(job) for job in page.jobs], next_cursor=page.cursor
    )


@router.post(
    "/training-jobs/{id}/cancel",
    operation_id="cancel_training",
    summary="Stop a training",
    responses=documented(errors.TooLate, errors.StorageFailed, *_ONE),
)
async def cancel(
    training_id: TrainingId, jobs: AllJobs, machine: TrainingOrchestrator
) -> TrainingReply:
    """Stop a training wherever it is. Once more is the same; one that is over: 409."""
    from talent.trainings.cancel import cancel_training

    return TrainingReply.of(
        cancel_training(training_id, jobs=jobs, machine=machine, now=datetime.now(UTC))
    )


def _told(request: Request, training_id: str, jobs: Jobs, machine: Orchestrator) -> Response:
    from talent.trainings.reconcile import reconcile

    job = reconcile(training_id, jobs=jobs, machine=machine, now=datetime.now(UTC))
    again = retry_after(final=job.is_final)
    return conditional(request, TrainingReply.of(job).model_dump_json().encode(), again)
