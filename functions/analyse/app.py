"""The handler of this function, without its environment."""

from functions.analyse.batch import Handler, batch_handler
from functions.analyse.settings import AnalyseSettings
from functions.analyse.work import Analyst
from functions.prediction_schemas.timed_prediction import Predict
from talent.ports import ObjectStore
from talent.prediction.ports import ModelStore
from talent.recordings.ports import Recordings
from talent.uploads.ports import Uploads


def build(
    settings: AnalyseSettings,
    *,
    store: ModelStore,
    judge: Predict,
    uploads: Uploads,
    objects: ObjectStore,
    recordings: Recordings,
    data: ObjectStore,
) -> Handler:
    """Assemble the handler from its collaborators.

    Parameters
    ----------
    uploads, objects : the rows of uploads, and the bucket with their files.
    recordings, data : the rows of labelled recordings, and the bucket with their files.
    """
    analyst = Analyst(store, judge, uploads, objects, recordings, data, settings.lease)
    return batch_handler(settings, analyst)
