"""Routes of models: list, metrics, promotion, rollback, threshold."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from functions.api.dependencies import collaborator
from functions.api.models.metrics_replies import ModelMetricsReply
from functions.api.models.replies import (
    InServiceReply,
    ModelDetailReply,
    ModelListReply,
    ModelReply,
)
from functions.api.models.requests import ModelListing, PromotionBody, RollbackBody, ThresholdBody
from functions.api.service.routes import Store
from functions.http.conditional import conditional
from functions.http.openapi import TAGGED
from functions.http.problem_responses import documented
from talent import errors
from talent.registry.cache import RECHECK_SECONDS
from talent.registry.model_record import VERSION, Cause, Why
from talent.registry.ports import Published, Registry

MOST_CHANGES: Final = 100

_STORAGE: Final = (errors.StorageUnavailable,)
_WRITE: Final = (errors.ChangedMeanwhile, errors.StorageFailed, *_STORAGE)
_CHANGE: Final = (errors.PromotionRefused, *_WRITE)

router = APIRouter(prefix="/api/v1", tags=["models"])


def _checked(version: Annotated[str, Path(description="As GET /api/v1/models names it")]) -> str:
    if not VERSION.fullmatch(version):
        raise errors.ModelUnknown(
            "That is not the version of a model", advice="GET /api/v1/models lists those there are."
        )
    return version


AllModels = Annotated[Registry, Depends(collaborator("registry"))]
ModelFiles = Annotated[Published, Depends(collaborator("models"))]
Version = Annotated[str, Depends(_checked)]


@router.get(
    "/models",
    operation_id="list_models",
    summary="What models there are",
    response_model=ModelListReply,
    responses={**documented(errors.BadCursor, *_STORAGE), **TAGGED},
)
async def list_models(
    request: Request, registry: AllModels, asked: Annotated[ModelListing, Query()]
) -> Response:
    """Return one page of models, the newest first.

    What was registered in the last second may be missing.
    """
    page = registry.page(cursor=asked.cursor, limit=asked.limit)
    models = [ModelReply.of(record) for record in page.models]
    reply = ModelListReply(models=models, next_cursor=page.cursor)
    return conditional(request, reply.model_dump_json().encode(), {})


@router.get(
    "/models/{version}",
    operation_id="get_model",
    summary="One model",
    response_model=ModelDetailReply,
    responses={
        **documented(errors.ModelUnknown, errors.ModelCorrupt, *_STORAGE),
        **TAGGED,
    },
)
async def get_model(
    request: Request, version: Version, registry: AllModels, models: ModelFiles
) -> Response:
    """Return a model with its manifest, its evaluation, the gate's decision and its history."""
    from talent.registry.model_metadata import model_metadata

    record = registry.model(version)
    manifest, evaluation = model_metadata(record, models)
    reply = ModelDetailReply.with_documents(
        record,
        asdict(manifest),
        evaluation.get("summary") or {},
        registry.history(version, limit=MOST_CHANGES),
    )
    return conditional(request, reply.model_dump_json().encode(), {})


@router.post(
    "/models/{version}/promote",
    operation_id="promote_model",
    summary="Put a model into service",
    responses=documented(errors.ModelUnknown, errors.GateRefused, *_CHANGE),
)
async def promote_model(
    version: Version, registry: AllModels, models: ModelFiles, body: PromotionBody | None = None
) -> InServiceReply:
    """Check the files of a model, predict with it, and put it into service.

    Running functions take it over within 10 seconds; requests under way end on the model they
    began with. The one that serves already stays, and nothing is recorded.
    """
    from talent.registry.promote import promote

    asked = body or PromotionBody()
    pointer = promote(
        version,
        registry=registry,
        models=models,
        why=Why(Cause.MANUAL, asked.reason, datetime.now(UTC)),
        override=asked.override,
    )
    return InServiceReply.of(pointer, RECHECK_SECONDS)


@router.post(
    "/models/rollback",
    operation_id="rollback_model",
    summary="Put the previous model back into service",
    responses=documented(errors.NothingBefore, *_CHANGE),
)
async def rollback_model(
    registry: AllModels, models: ModelFiles, body: RollbackBody | None = None
) -> InServiceReply:
    """Check the previous model and put it back; once more goes one further back, not forth."""
    from talent.registry.rollback import rollback

    reason = body.reason if body else ""
    why = Why(Cause.ROLLBACK, reason, datetime.now(UTC))
    pointer = rollback(registry=registry, models=models, why=why)
    return InServiceReply.of(pointer, RECHECK_SECONDS)


@router.patch(
    "/models/{version}",
    operation_id="set_threshold",
    summary="Set from which probability on a take is good",
    responses=documented(errors.ModelUnknown, *_WRITE),
)
async def patch_model(version: Version, registry: AllModels, body: ThresholdBody) -> ModelReply:
    """Move the threshold of a model; the band of uncertain answers moves with it."""
    from talent.registry.set_threshold import set_threshold

    why = Why(Cause.MANUAL, body.reason, datetime.now(UTC))
    return ModelReply.of(set_threshold(version, body.threshold, registry=registry, why=why))


@router.get(
    "/model-metrics",
    operation_id="model_metrics",
    summary="How good the model in service is",
    response_model=ModelMetricsReply,
    responses={
        **documented(errors.ModelMissing, errors.ModelCorrupt, errors.FeatureMismatch),
        **TAGGED,
    },
)
async def model_metrics(request: Request, store: Store) -> Response:
    """Return every figure with its interval over singers, and the baseline to compare it with."""
    reply = ModelMetricsReply.of(store.current())
    return conditional(request, reply.model_dump_json().encode(), {})
