"""The function that judges uploaded files, with a fake in place of the judging."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from functions.analyse.batch import Handler, batch_handler
from functions.analyse.settings import AnalyseSettings
from functions.analyse.work import Analyst
from local.names import DATA_BUCKET, RECORDINGS_TABLE, SETTINGS
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.uploads import DynamoUploads
from talent.model.artifact import Model
from talent.prediction.options import PredictionOptions
from talent.prediction.predict import Prediction
from talent.uploads.enqueue import enqueue
from talent.uploads.upload import Upload
from tests.functional.conftest import FakePredict, FakeStore

FILENAME = "my-däughter-sings 🎤.wav"

Send = Callable[..., Upload]


def handler(
    store: FakeStore,
    judge: Callable[[bytes, Model, PredictionOptions], Prediction],
    uploads: DynamoUploads,
    objects: S3Objects,
    lease: float = 0.0,
) -> Handler:
    settings = AnalyseSettings.of({**SETTINGS, "lease_seconds": lease})
    analyst = Analyst(
        store=store,
        judge=judge,
        uploads=uploads,
        objects=objects,
        recordings=DynamoRecordings(RECORDINGS_TABLE),
        data=S3Objects(DATA_BUCKET),
        lease=settings.lease,
    )
    return batch_handler(settings, analyst)


@pytest.fixture
def analyse(
    store: FakeStore, judge: FakePredict, uploads: DynamoUploads, objects: S3Objects
) -> Handler:
    return handler(store, judge, uploads, objects)


@pytest.fixture
def send(uploads: DynamoUploads, objects: S3Objects) -> Send:
    def put(content: bytes = b"sound", **wanted: object) -> Upload:
        return enqueue(
            content,
            content_type="audio/wav",
            filename=FILENAME,
            wanted=wanted,
            uploads=uploads,
            objects=objects,
            now=datetime.now(UTC),
        )

    return put
