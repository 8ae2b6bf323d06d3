"""The application of this function, without its environment."""

from fastapi import FastAPI

from functions.api import docs, routes
from functions.api.settings import ApiSettings
from functions.edge.app import create_app
from talent.ports import ModelStore, Objects, Uploads


def build(
    settings: ApiSettings, *, store: ModelStore, uploads: Uploads, objects: Objects
) -> FastAPI:
    """Assemble the application from its collaborators.

    Parameters
    ----------
    uploads, objects : the rows of uploads, and the bucket with their files.
    """
    return create_app(
        settings, routes.router, docs.router, store=store, uploads=uploads, objects=objects
    )
