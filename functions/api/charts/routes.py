"""Charts of the model in service and of trainings, and the guide to the features."""

import json
from typing import Annotated, Any, Final, Literal, get_args

from fastapi import APIRouter, Query, Request, Response

from functions.api.charts.dependencies import (
    DAY,
    MINUTE,
    TYPES,
    Charts,
    Form,
    FormAsked,
    RecordingAsked,
    chart_response,
    compared,
    form_of,
)
from functions.api.charts.replies import DistributionsReply, FeatureInfoReply, TrainingChartsReply
from functions.api.data.dependencies import AllRecordings, DataObjects
from functions.api.service.routes import Store
from functions.api.trainings.dependencies import AllJobs, TrainingId
from functions.http.conditional import conditional
from functions.http.errors import NotAcceptable
from functions.http.openapi import TAGGED
from functions.http.problem_responses import documented
from talent import errors

Chart = Literal[
    "overview", "learning-curves", "roc", "reliability", "confusion", "scores", "comparison"
]
_ALL: Final[tuple[Form, ...]] = ("png", "svg", "json")
_MODEL: Final = (errors.ModelMissing, errors.ModelCorrupt, errors.FeatureMismatch)
_ANY: Final = (NotAcceptable, errors.VisualsMissing, errors.StorageUnavailable)
_PICTURES: Final[dict[int | str, dict[str, Any]]] = {
    **TAGGED,
    200: {
        **TAGGED[200],
        "description": "The chart, or its numbers",
        "content": {
            TYPES[form]: {"schema": {"type": "string", "format": "binary"}}
            for form in ("png", "svg")
        },
    },
}

router = APIRouter(prefix="/api/v1/visualizations", tags=["visualizations"])


@router.get(
    "/feature-info",
    operation_id="feature_info",
    summary="What the features are, and how much they matter",
    response_model=FeatureInfoReply,
    responses={**TAGGED, **documented(*_MODEL, errors.StorageUnavailable)},
)
async def feature_info(request: Request, store: Store, visuals: Charts) -> Response:
    """Explain every family of features, and say how much the model in service leans on it."""
    from talent.registry.feature_guide import feature_guide

    found = feature_guide(store.current().manifest, visuals)
    content = FeatureInfoReply.model_validate(found).model_dump_json().encode()
    return conditional(request, content, {"Cache-Control": MINUTE})


@router.get(
    "/training/{id}",
    operation_id="training_charts",
    summary="Charts of a training",
    response_model=TrainingChartsReply,
    responses={
        **_PICTURES,
        **documented(errors.TrainingUnknown, *_ANY),
    },
)
async def training_charts(
    request: Request,
    training_id: TrainingId,
    jobs: AllJobs,
    visuals: Charts,
    chart: Annotated[Chart, Query(description="Of the pictures; JSON has them all")] = "overview",
    form: FormAsked = None,
) -> Response:
    """Return learning curves, ROC, reliability, confusion and scores; 404 until there are any.

    `comparison` is the new model against the one that was in service; JSON has it as well.
    """
    job = jobs.get(training_id)
    wanted = form_of(request, form, _ALL)
    if chart == "comparison" and wanted != "json":
        return chart_response(request, compared(job, wanted), wanted, DAY)
    shelf = visuals.of_training(training_id)
    if wanted != "json":
        return chart_response(request, shelf.get(f"plots/{chart}.{wanted}"), wanted, DAY)
    facts = {"status": job.status, "comparison": job.decision, "charts": list(get_args(Chart))}
    content = TrainingChartsReply.model_validate(json.loads(shelf.get("training.json")) | facts)
    return chart_response(request, content.model_dump_json().encode(), "json")


@router.get(
    "/{chart}",
    operation_id="distributions",
    summary="How features are spread in the training data",
    response_model=DistributionsReply,
    responses={
        **_PICTURES,
        **documented(errors.RecordingUnknown, *_ANY, *_MODEL),
    },
)
async def distributions(
    request: Request,
    chart: Literal["mfcc", "spectral", "singing"],
    store: Store,
    visuals: Charts,
    recordings: AllRecordings,
    data: DataObjects,
    recording: RecordingAsked = None,
    form: FormAsked = None,
) -> Response:
    """Return the distributions of features per class, in what the model in service learned from.

    PNG, SVG or JSON, by Accept header or `format`. `mfcc` and `spectral`: how the recordings
    sound; `singing`: the features of pitch behaviour. JSON with `recording` has that recording's
    own values as well.
    """
    wanted = form_of(request, form, ("json",) if recording else _ALL)
    manifest = store.current().manifest
    shelf = visuals.of_model(manifest)
    if wanted != "json":
        return chart_response(request, shelf.get(f"plots/{chart}.{wanted}"), wanted, MINUTE)
    from talent.registry.feature_distributions import feature_distributions, own_values

    found = feature_distributions(chart, manifest, shelf)
    if recording is not None:
        found["recording"] = own_values(
            recording, list(found["features"]), recordings=recordings, objects=data
        )
    content = DistributionsReply.model_validate(found).model_dump_json().encode()
    return chart_response(request, content, "json", None if recording else MINUTE)
