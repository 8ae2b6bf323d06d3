"""The application of this function, without its environment."""

from starlette.applications import Starlette

from functions.http.middleware import with_middleware
from functions.predict.routes import ROUTES
from functions.predict.settings import PredictSettings
from functions.prediction_schemas.timed_prediction import Predict
from talent.ports import ObjectStore
from talent.prediction.ports import ModelStore
from talent.uploads.ports import Uploads


def build(
    settings: PredictSettings,
    *,
    store: ModelStore,
    judge: Predict,
    uploads: Uploads,
    objects: ObjectStore,
) -> Starlette:
    """Assemble the application from its collaborators.

    Parameters
    ----------
    uploads, objects : the rows of uploads, and the bucket with their files.
    """
    app = Starlette(routes=ROUTES)
    return with_middleware(
        app, settings, pure=True, store=store, judge=judge, uploads=uploads, objects=objects
    )
