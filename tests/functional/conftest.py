"""The functions with fakes in place of the model store and of the judging."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import talent.model
from functions.api.app import build as build_api
from functions.api.settings import ApiSettings
from functions.edge.entry import Handler, lambda_handler
from functions.edge.telemetry import logger, metrics
from functions.predict.app import build as build_predict
from functions.predict.settings import PredictSettings
from talent.errors import TalentError
from talent.features.catalogue import MEASURES, NAMES
from talent.features.quality import Caution, Quality
from talent.model.artifact import Model, load_model, read_folder
from talent.model.decision import Decision
from talent.model.interpreter import Scores
from talent.usecases.judge import Judgement

DEFAULT_MODEL = Path(talent.model.__file__).parent / "default"
ORIGIN = "https://app.example"
QUALITY = Quality(
    seconds=20.0,
    voiced_seconds=15.0,
    voiced_ratio=0.75,
    notes=30,
    level_difference_db=None,
    flatness=None,
    clipped_ratio=0.0,
    accompanied=False,
    signs_of_speech=0,
)


@dataclass
class FakeStore:
    """A model store that holds what a test puts into it."""

    held: Model | TalentError

    def current(self) -> Model:
        """Return the model, or raise what is held instead."""
        if isinstance(self.held, TalentError):
            raise self.held
        return self.held


@dataclass
class FakeJudge:
    """Judges by the bytes: what a test registered is raised, all else is good."""

    faults: dict[bytes, Exception] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)

    def __call__(self, recording: bytes, model: Model) -> Judgement:
        """Judge a recording by its bytes."""
        self.heard.append(recording)
        if recording in self.faults:
            raise self.faults[recording]
        return Judgement(
            decision=Decision.from_scores(Scores(2.0, 0.9), model.manifest),
            quality=QUALITY,
            warnings=(Caution("short_take", "It is short", "Sing longer"),),
            features={name: None if name == "vib_reg" else 1.5 for name in NAMES},
            measures={measure.name: None for measure in MEASURES},
        )


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model(read_folder(DEFAULT_MODEL))


@pytest.fixture
def store(model: Model) -> FakeStore:
    return FakeStore(model)


@pytest.fixture
def judge() -> FakeJudge:
    return FakeJudge()


@pytest.fixture
def predict(store: FakeStore, judge: FakeJudge) -> Handler:
    settings = PredictSettings(models_bucket="models", cors_origins=(ORIGIN,), max_files=3)
    return lambda_handler(build_predict(settings, store=store, judge=judge))


@pytest.fixture
def api(store: FakeStore) -> Handler:
    settings = ApiSettings(models_bucket="models", cors_origins=(ORIGIN, "http://localhost:*"))
    return lambda_handler(build_api(settings, store=store))


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """Catch what the functions log."""
    stream = io.StringIO()
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    old = handler.setStream(stream)
    metrics.set_default_dimensions(service="test")
    yield stream
    if old is not None:
        handler.setStream(old)
