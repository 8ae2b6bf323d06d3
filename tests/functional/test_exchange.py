"""Predictions over HTTP while models are exchanged: no restart, and nothing in between."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from functions.http.lambda_adapter import Handler, lambda_handler
from functions.predict.app import build
from functions.predict.settings import PredictSettings
from local.names import SETTINGS
from talent.aws.objects import S3Objects
from talent.aws.uploads import DynamoUploads
from talent.model.artifact import Model
from talent.prediction.options import NOTHING_MORE, PredictionOptions
from talent.prediction.predict import Prediction
from talent.registry.cache import RECHECK_SECONDS, ModelCache
from talent.registry.set_threshold import set_threshold
from tests.functional.conftest import FakePredict
from tests.functional.events import call, upload
from tests.functional.model_files import MANUAL, Models

pytestmark = pytest.mark.usefixtures("aws")


@dataclass
class Meanwhile:
    """Time, and what happens while a recording is judged."""

    now: float = 0.0
    happens: Callable[[], object] | None = None

    def clock(self) -> float:
        """Return the time in seconds."""
        return self.now

    def judge(
        self, recording: bytes, model: Model, wanted: PredictionOptions = NOTHING_MORE
    ) -> Prediction:
        """Judge a recording after something has happened."""
        if self.happens is not None:
            self.happens()
            self.happens = None
        return FakePredict()(recording, model, wanted)


@pytest.fixture
def models() -> Models:
    models = Models()
    models.serve("one")
    return models


@pytest.fixture
def meanwhile() -> Meanwhile:
    return Meanwhile()


@pytest.fixture
def predict(
    models: Models, meanwhile: Meanwhile, uploads: DynamoUploads, objects: S3Objects
) -> Handler:
    app = build(
        PredictSettings.of(SETTINGS),
        store=ModelCache(models.registry, models.published, clock=meanwhile.clock),
        judge=meanwhile.judge,
        uploads=uploads,
        objects=objects,
    )
    return lambda_handler(app)


def single(predict: Handler) -> str:
    """Return who judged."""
    reply = call(predict, upload("/api/v1/predictions/single", [("file", ("a.wav", b"a"))]))
    return str(reply.json()["model_version"])


def test_predictions_follow_a_promotion_and_a_rollback_within_the_stated_time(
    predict: Handler, models: Models, meanwhile: Meanwhile
) -> None:
    assert single(predict) == "one"
    models.serve("two")
    meanwhile.now += RECHECK_SECONDS
    assert single(predict) == "two"
    models.rollback()
    meanwhile.now += RECHECK_SECONDS
    assert single(predict) == "one"


def test_a_batch_ends_on_the_model_it_began_with(
    predict: Handler, models: Models, meanwhile: Meanwhile
) -> None:
    def promoted() -> None:
        models.serve("two")
        meanwhile.now += RECHECK_SECONDS

    meanwhile.happens = promoted
    takes = [("files", ("a.wav", b"a")), ("files", ("b.wav", b"b"))]
    results = call(predict, upload("/api/v1/predictions/batch", takes)).json()["results"]
    assert [result["model_version"] for result in results] == ["one", "one"]
    assert single(predict) == "two"


def test_the_operators_threshold_decides_the_next_prediction(
    predict: Handler, models: Models, meanwhile: Meanwhile
) -> None:
    takes = [("file", ("a.wav", b"a"))]
    before = call(predict, upload("/api/v1/predictions/single", takes)).json()
    assert (before["probability_good"], before["label"]) == (0.9, "good")
    set_threshold("one", 0.95, registry=models.registry, why=MANUAL)
    meanwhile.now += RECHECK_SECONDS
    after = call(predict, upload("/api/v1/predictions/single", takes)).json()
    assert (after["label"], after["verdict"]) == ("bad", "uncertain")
    assert after["threshold"] == 0.95
