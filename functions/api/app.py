"""The application of this function, without its environment."""

from fastapi import FastAPI

from functions.api.charts import routes as chart_routes
from functions.api.data import labels_csv, upload_data
from functions.api.data import routes as data_routes
from functions.api.models import routes as model_routes
from functions.api.service import docs
from functions.api.service import routes as service_routes
from functions.api.settings import ApiSettings
from functions.api.trainings import routes as training_routes
from functions.api.uploads import predictions
from functions.api.uploads import routes as upload_routes
from functions.http.app import create_app
from talent.ports import ObjectStore
from talent.prediction.ports import ModelStore
from talent.recordings.ports import Recordings
from talent.registry.charts import ChartStore
from talent.registry.ports import Published, Registry
from talent.trainings.ports import Jobs, Orchestrator
from talent.uploads.ports import Uploads


def build(
    settings: ApiSettings,
    *,
    store: ModelStore,
    uploads: Uploads,
    objects: ObjectStore,
    recordings: Recordings,
    data: ObjectStore,
    jobs: Jobs,
    machine: Orchestrator,
    registry: Registry,
    models: Published,
    drawn: ObjectStore,
) -> FastAPI:
    """Assemble the application from its collaborators.

    Parameters
    ----------
    uploads, objects : the rows of uploads, and the bucket with their files.
    recordings, data : the rows of labelled recordings, and the bucket with theirs.
    jobs, machine : the rows of trainings, and what carries them out.
    registry, models : the rows of models, and their files.
    drawn : the bucket with what was drawn of models and trainings.
    """
    return create_app(
        settings,
        service_routes.router,
        upload_data.router,
        labels_csv.router,  # before the one that takes any word for an id
        data_routes.router,
        upload_routes.router,
        predictions.router,
        training_routes.router,
        model_routes.router,
        chart_routes.router,
        docs.router,
        store=store,
        uploads=uploads,
        objects=objects,
        recordings=recordings,
        data=data,
        jobs=jobs,
        machine=machine,
        registry=registry,
        models=models,
        visuals=ChartStore(drawn),
    )
