"""The application of this function, without its environment."""

from fastapi import FastAPI

from functions.edge.app import create_app
from functions.judgement.judging import Judge
from functions.predict.routes import router
from functions.predict.settings import PredictSettings
from talent.ports import ModelStore, Objects, Uploads


def build(
    settings: PredictSettings,
    *,
    store: ModelStore,
    judge: Judge,
    uploads: Uploads,
    objects: Objects,
) -> FastAPI:
    """Assemble the application from its collaborators.

    Parameters
    ----------
    uploads, objects : the rows of uploads, and the bucket with their files.
    """
    return create_app(
        settings, router, pure=True, store=store, judge=judge, uploads=uploads, objects=objects
    )
