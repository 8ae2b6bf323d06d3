"""Health of the service, and the model in it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request

from functions.api.service.replies import EvaluationReply, HealthReply, LimitsReply, ModelInfoReply
from functions.http.limits import MAX_FILE_BYTES, MAX_FILES
from functions.http.problem_responses import documented
from functions.runtime.version import VERSION
from talent import errors
from talent.audio.limits import LIMITS
from talent.audio.media_types import CONTAINERS
from talent.prediction.ports import ModelStore

MODEL_NAME: Final = "singing-talent"
_MODEL: Final = documented(errors.ModelMissing, errors.ModelCorrupt, errors.FeatureMismatch)

router = APIRouter(prefix="/api/v1", tags=["service"])


def _store(request: Request) -> ModelStore:
    store: ModelStore = request.app.state.store
    return store


Store = Annotated[ModelStore, Depends(_store)]


@router.get("/health", operation_id="health", summary="Can predictions be made", responses=_MODEL)
async def health(request: Request, store: Store) -> HealthReply:
    """Answer 200 where a checked model is loaded, otherwise 503 with what to do about it.

    Where the stage variable `degraded` says that writes are refused, so does the answer.
    """
    model = store.current()
    degraded = (request.scope.get("aws.event", {}).get("stageVariables") or {}).get("degraded")
    return HealthReply(
        status="degraded" if degraded else "healthy",
        reason=degraded,
        model_loaded=True,
        timestamp=datetime.now(UTC),
        version=VERSION,
        model_version=model.manifest.version,
    )


@router.get(
    "/model-info", operation_id="model_info", summary="The model in service", responses=_MODEL
)
async def model_info(store: Store) -> ModelInfoReply:
    """Say what the model is, how good it was on singers it never heard, and what it takes."""
    model = store.current()
    manifest, evaluation = model.manifest, _evaluation(model.evaluation)
    calibration = asdict(manifest.calibration)
    return ModelInfoReply(
        model_name=MODEL_NAME,
        status="loaded",
        accuracy=evaluation.accuracy.value if evaluation.accuracy else None,
        total_samples_trained=_count(manifest.training),
        classes=list(manifest.labels),
        features_count=len(manifest.features),
        version=manifest.version,
        kind=manifest.kind,
        threshold=manifest.threshold,
        uncertain_band=manifest.uncertain_band,
        calibration={**calibration, "calibrated": calibration["fitted_on"] == "uploads"},
        evaluation=evaluation,
        limits=LimitsReply(
            max_upload_bytes=MAX_FILE_BYTES,
            max_presigned_bytes=LIMITS.max_bytes,
            max_files_per_batch=MAX_FILES,
            min_seconds=LIMITS.min_seconds,
            max_seconds=LIMITS.max_seconds,
            formats=list(CONTAINERS),
        ),
    )


def _evaluation(report: Mapping[str, Any]) -> EvaluationReply:
    """Read the summary of evaluation.json; what it does not hold stays null."""
    summary = report.get("summary") or {}
    known = EvaluationReply.model_fields.keys()
    return EvaluationReply(**{name: summary.get(name) for name in known})


def _count(training: Mapping[str, Any]) -> int | None:
    """Read how many takes the model was fitted on; null where the manifest does not say."""
    found = training.get("train_takes")
    return found if isinstance(found, int) else None
