"""The application of this function, without its environment."""

from fastapi import FastAPI

from functions.api import docs, routes
from functions.api.settings import ApiSettings
from functions.edge.app import create_app
from talent.ports import ModelStore


def build(settings: ApiSettings, *, store: ModelStore) -> FastAPI:
    """Assemble the application from its collaborators."""
    return create_app(settings, routes.router, docs.router, store=store)
