"""The functions with fakes in place of the model store and of the judging, moto as AWS."""

import functools
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import botocore.session
import numpy as np
import pytest
from moto import mock_aws

import talent.model
from functions.api.app import build as build_api
from functions.api.settings import ApiSettings
from functions.http.lambda_adapter import Handler, lambda_handler
from functions.predict.app import build as build_predict
from functions.predict.settings import PredictSettings
from functions.runtime.telemetry import logger, metrics
from local.aws.atomic import make_atomic
from local.aws.provision import make_storage
from local.names import (
    DATA_BUCKET,
    JOBS_TABLE,
    MODELS_BUCKET,
    MODELS_TABLE,
    RECORDINGS_TABLE,
    SETTINGS,
    UPLOADS_BUCKET,
    UPLOADS_TABLE,
)
from talent.aws.clients import dynamodb_client, s3_client
from talent.aws.jobs import DynamoJobs
from talent.aws.models import S3Models
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.registry import DynamoRegistry
from talent.aws.uploads import DynamoUploads
from talent.errors import StorageUnavailable, TalentError
from talent.features.analysis import Contour
from talent.features.catalogue import FEATURE_SETS, MEASURES, NAMES, Group
from talent.features.note_report import NoteVibrato, SungNote
from talent.features.quality import Caution, Quality
from talent.model.artifact import Model, load_model, read_folder
from talent.model.decision import Decision
from talent.model.explain import Explanation, group_members
from talent.model.interpreter import Scores
from talent.model.reasons import Reason
from talent.model.timeline import Stretch, Window
from talent.prediction.options import NOTHING_MORE, PredictionOptions
from talent.prediction.predict import Prediction, PredictionDetail
from topology.environment import REGION
from topology.resources import Choices

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
FRAMES = 60_001
"""Ten minutes."""
EXPLANATION = Explanation(
    base_logit=0.5,
    logit=2.0,
    features={name: 1.5 if name == "hold_frac" else 0.0 for name in NAMES},
    groups={group: 1.5 if group == Group.STEADINESS else 0.0 for group in group_members(NAMES)},
)
REASON = Reason("hold_frac", 0.9, "1", 88.0, "helps", 1.5, "It is held.")
WINDOWS = (
    Window(0.0, 7.0, 1.0, 0.73, None, np.zeros(len(NAMES))),
    Window(1.0, 8.0, None, None, "no_voice", np.full(len(NAMES), np.nan)),
)
STRETCH = Stretch(0.0, 7.0, 0.73, "hold_frac", 0.5, 0.9, -0.6, "Hold it.")


def detail() -> PredictionDetail:
    cents = np.where(np.arange(FRAMES) % 100 < 20, np.nan, 2400.0)
    flat = np.zeros(FRAMES)
    notes = (
        SungNote(0.2, 1.0, 2400.0, -3.14159, NoteVibrato(5.6, 40.04, 0.8, regular=True)),
        SungNote(1.2, 1.4, 2500.0, 3.0, None),
    )
    return PredictionDetail(Contour(cents, flat, flat, flat, 0.01), notes, (STRETCH,))


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
class FakePredict:
    """Judges by the bytes: what a test registered is raised, all else is good."""

    faults: dict[bytes, Exception] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)

    def __call__(
        self, recording: bytes, model: Model, wanted: PredictionOptions = NOTHING_MORE
    ) -> Prediction:
        """Judge a recording by its bytes."""
        self.heard.append(recording)
        if recording in self.faults:
            raise self.faults[recording]
        return Prediction(
            decision=Decision.from_scores(Scores(2.0, 0.9), model.manifest),
            quality=QUALITY,
            warnings=(Caution("short_take", "It is short", "Sing longer"),),
            features={name: None if name == "vib_reg" else 1.5 for name in NAMES},
            measures={measure.name: None for measure in MEASURES},
            explanation=EXPLANATION,
            reasons=(REASON,),
            timeline=WINDOWS if wanted.timeline else None,
            detail=detail() if wanted.contour else None,
            acoustic=dict.fromkeys(FEATURE_SETS["acoustic"], 0.25)
            if wanted.analysis == "full"
            else None,
        )


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model(read_folder(DEFAULT_MODEL))


@pytest.fixture
def store(model: Model) -> FakeStore:
    return FakeStore(model)


@pytest.fixture
def judge() -> FakePredict:
    return FakePredict()


@pytest.fixture(scope="session", autouse=True)
def _services_described_once() -> Iterator[None]:
    """Share what botocore reads of AWS's services between its sessions.

    Moto makes a session for every test, and each would read it all again: three quarters of
    these tests' time.
    """
    with pytest.MonkeyPatch.context() as patch:
        shared = functools.cache(botocore.session.create_loader)
        patch.setattr(botocore.session, "create_loader", shared)
        yield


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put moto in the place of AWS, with the product's buckets and tables in it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    make_atomic()
    with mock_aws():
        make_storage(s3_client(), dynamodb_client(), Choices())
        yield


@pytest.fixture
def uploads() -> DynamoUploads:
    """Return the rows of uploads; whoever reads or writes them asks for `aws` too."""
    return DynamoUploads(UPLOADS_TABLE, retention=timedelta(days=30))


@pytest.fixture
def objects() -> S3Objects:
    """Return the bucket of uploads; whoever reads or writes in it asks for `aws` too."""
    return S3Objects(UPLOADS_BUCKET)


@pytest.fixture
def predict(
    store: FakeStore, judge: FakePredict, uploads: DynamoUploads, objects: S3Objects
) -> Handler:
    settings = PredictSettings.of({**SETTINGS, "cors_origins": ORIGIN, "max_files": 3})
    app = build_predict(settings, store=store, judge=judge, uploads=uploads, objects=objects)
    return lambda_handler(app)


@pytest.fixture
def recordings() -> DynamoRecordings:
    """Return the rows of recordings; whoever reads or writes them asks for `aws` too."""
    return DynamoRecordings(RECORDINGS_TABLE)


@pytest.fixture
def data() -> S3Objects:
    """Return the bucket of data; whoever reads or writes in it asks for `aws` too."""
    return S3Objects(DATA_BUCKET)


@pytest.fixture
def jobs() -> DynamoJobs:
    """Return the rows of trainings; whoever reads or writes them asks for `aws` too."""
    return DynamoJobs(JOBS_TABLE)


@dataclass
class FakeOrchestrator:
    """A state machine that begins and ends what it is told, and does nothing else.

    Attributes
    ----------
    ends : how a training ended, by its id; None while it runs.
    broken : whether it answers at all.
    """

    ends: dict[str, str | None] = field(default_factory=dict)
    broken: bool = False

    def start(self, training_id: str) -> None:
        """Begin a training."""
        if self.broken:
            raise StorageUnavailable("The storage did not start the training")
        self.ends.setdefault(training_id, None)

    def stop(self, training_id: str, why: str) -> None:
        """End a training."""
        self.ends[training_id] = "aborted"

    def ended(self, training_id: str) -> str | None:
        """Return how a training ended."""
        return self.ends.get(training_id, "unknown")


@pytest.fixture
def machine() -> FakeOrchestrator:
    return FakeOrchestrator()


@pytest.fixture
def api(
    store: FakeStore,
    uploads: DynamoUploads,
    objects: S3Objects,
    recordings: DynamoRecordings,
    data: S3Objects,
    jobs: DynamoJobs,
    machine: FakeOrchestrator,
) -> Handler:
    settings = ApiSettings.of({**SETTINGS, "cors_origins": f"{ORIGIN},http://localhost:*"})
    app = build_api(
        settings,
        store=store,
        uploads=uploads,
        objects=objects,
        recordings=recordings,
        data=data,
        jobs=jobs,
        machine=machine,
        registry=DynamoRegistry(MODELS_TABLE),
        models=S3Models(MODELS_BUCKET),
        drawn=S3Objects(MODELS_BUCKET),
    )
    return lambda_handler(app)


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
