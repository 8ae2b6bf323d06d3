"""The application of this function, without its environment."""

from fastapi import FastAPI

from functions.api import data as data_routes
from functions.api import (
    data_manifest,
    docs,
    predictions,
    routes,
    training,
    upload_data,
    visualizations,
)
from functions.api import models as model_routes
from functions.api import uploads as upload_routes
from functions.api.settings import ApiSettings
from functions.edge.app import create_app
from talent.ports import Objects
from talent.prediction.ports import ModelStore
from talent.recordings.ports import Recordings
from talent.registry.charts import Visuals
from talent.registry.ports import Published, Registry
from talent.trainings.ports import Jobs, Machine
from talent.uploads.ports import Uploads


def build(
    settings: ApiSettings,
    *,
    store: ModelStore,
    uploads: Uploads,
    objects: Objects,
    recordings: Recordings,
    data: Objects,
    jobs: Jobs,
    machine: Machine,
    registry: Registry,
    models: Published,
    drawn: Objects,
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
        routes.router,
        upload_data.router,
        data_manifest.router,  # before the one that takes any word for an id
        data_routes.router,
        upload_routes.router,
        predictions.router,
        training.router,
        model_routes.router,
        visualizations.router,
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
        visuals=Visuals(drawn),
    )
