"""The application of this function, without its environment."""

from fastapi import FastAPI

from functions.edge.app import create_app
from functions.predict.routes import Judge, router
from functions.predict.settings import PredictSettings
from talent.ports import ModelStore


def build(settings: PredictSettings, *, store: ModelStore, judge: Judge) -> FastAPI:
    """Assemble the application from its collaborators."""
    return create_app(settings, router, store=store, judge=judge)
