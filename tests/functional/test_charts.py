"""Charts over HTTP: in every form, for every model and training, without a drawing library."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from functions.http.lambda_adapter import Handler
from local.names import MODELS_BUCKET
from local.paths import ROOT
from talent.audio.decode import decode
from talent.aws.jobs import DynamoJobs
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.features.catalogue import CHARTS, FAMILIES, FEATURES, NAMES
from talent.features.extract import by_name, extract
from talent.model.artifact import DEFAULT_FOLDER, Model, sha256
from talent.recordings.store import store_recording
from talent.trainings.job import Job, JobStatus
from talent.trainings.request import TrainingRequest
from tests.functional.conftest import FakeStore
from tests.functional.events import Reply, call, event, problem
from tests.unit.takes import NOW, claim, recording, take
from training_job.charts.diagrams import diagrams

pytestmark = pytest.mark.usefixtures("aws")

PATH = "/api/v1/visualizations"
TRAINING = "0123456789abcdef" * 2
PNG = b"\x89PNG\r\n\x1a\n"
JSON = "application/json"


def get(api: Handler, path: str, accept: str | None = None, **query: str) -> Reply:
    headers = {} if accept is None else {"Accept": accept}
    return call(api, event("GET", f"{PATH}/{path}", headers=headers, query=query))


def index(files: dict[str, bytes]) -> bytes:
    digests = {name: sha256(content) for name, content in files.items()}
    return json.dumps({"format": 1, "version": "v", "files": digests}).encode()


def put(place: str, files: dict[str, bytes]) -> None:
    bucket = S3Objects(MODELS_BUCKET)
    for name, content in {**files, "visualizations.json": index(files)}.items():
        bucket.put(place + name, content, content_type="application/octet-stream")


@pytest.fixture
def trained(jobs: DynamoJobs) -> Job:
    """Store a training that was decided, with what was drawn of it."""
    rng = np.random.default_rng(2)
    labels, scores = rng.integers(0, 2, 60), rng.random(60)
    record: dict[str, Any] = {
        "training_id": TRAINING,
        "version": "retrained-1",
        "mode": "held_out",
        "measured_on": "your recordings",
        "learning_curves": [
            {
                "name": "network",
                "shipped": True,
                "epochs": [{"epoch": 1, "loss": 0.7, "validation_loss": 0.6, "accuracy": 0.5}],
            }
        ],
        **diagrams(labels, scores, [f"s{i // 2}" for i in range(60)], resamples=20),
    }
    files = {"training.json": json.dumps(record).encode(), "plots/roc.png": PNG + b"roc"}
    files |= {"plots/overview.png": PNG + b"overview", "plots/overview.svg": b"<svg/>"}
    put(f"candidates/{TRAINING}/", files)
    job = Job(TRAINING, JobStatus.QUEUED, TrainingRequest(), NOW, NOW)
    jobs.begin(job)
    for status in (JobStatus.SNAPSHOTTING, JobStatus.TRAINING, JobStatus.DECIDING):
        job = jobs.move(job, status, now=NOW)
    return jobs.move(job, JobStatus.REJECTED, now=NOW, decision={"promote": False})


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_a_picture_unless_something_else_is_asked_for(api: Handler, chart: str) -> None:
    for reply in (get(api, chart), get(api, chart, "*/*"), get(api, chart, JSON, format="png")):
        assert (reply.status, reply.headers["content-type"]) == (200, "image/png")
        assert reply.body == (DEFAULT_FOLDER / f"plots/{chart}.png").read_bytes()
        assert reply.encoded
        assert "Accept" in reply.headers["vary"]
    for reply in (get(api, chart, "image/svg+xml"), get(api, chart, format="svg")):
        assert reply.headers["content-type"] == "image/svg+xml"
        assert ElementTree.fromstring(reply.body).tag.endswith("svg")
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("chart", CHARTS)
def test_the_numbers_of_a_chart(api: Handler, model: Model, chart: str) -> None:
    answer = get(api, chart, JSON).json()
    assert answer == get(api, chart, format="json").json()
    assert answer["model_version"] == model.manifest.version
    assert answer["takes"]["good"] == model.manifest.training["train_good"]
    assert sum(answer["takes"].values()) == model.manifest.training["train_takes"]
    assert answer["recording"] is None
    assert tuple(answer["features"]) == CHARTS[chart]
    for name, found in answer["features"].items():
        assert found["unit"] == FEATURES[name].unit
        assert found["decides"] == (name in NAMES)
        for label in ("good", "bad"):
            part = found[label]
            assert part["n"] + part["undefined"] == answer["takes"][label]
            assert sum(part["counts"]) + part["below"] + part["above"] == part["n"]
            assert len(part["quantiles"]) == len(answer["quantile_levels"])


def test_what_is_known_is_not_sent_again(api: Handler) -> None:
    for path, accept in (("mfcc", "image/png"), ("mfcc", JSON), ("feature-info", JSON)):
        first = get(api, path, accept)
        assert "max-age" in first.headers["cache-control"]
        headers = {"Accept": accept, "If-None-Match": first.headers["etag"]}
        again = call(api, event("GET", f"{PATH}/{path}", headers=headers))
        assert (again.status, again.body) == (304, b"")
    assert get(api, "mfcc").headers["etag"] != get(api, "spectral").headers["etag"]


def test_forms_that_there_are_not(api: Handler, trained: Job) -> None:
    problem(get(api, "mfcc", "text/html"), 406, "not_acceptable")
    problem(get(api, "mfcc", format="gif"), 422, "invalid_request")
    problem(get(api, "mfcc", format="png", recording="f" * 32), 406, "not_acceptable")
    problem(get(api, "nothing"), 422, "invalid_request")
    problem(get(api, f"training/{TRAINING}", chart="../x"), 422, "invalid_request")


def test_a_recording_among_the_others(
    api: Handler, recordings: DynamoRecordings, data: S3Objects
) -> None:
    kept = store_recording(
        take(1), claim(), filename="a.wav", recordings=recordings, objects=data, now=NOW
    ).recording
    reply = get(api, "singing", recording=kept.id)
    assert reply.headers["cache-control"] == "private, no-cache"
    vector = extract(decode(take(1)), "all").tolist()
    measured = by_name(tuple(FEATURES), dict(zip(FEATURES, vector, strict=True)))
    for chart, names in CHARTS.items():
        own = get(api, chart, recording=kept.id).json()["recording"]
        assert own == {"id": kept.id, "values": {name: measured[name] for name in names}}
        assert any(own["values"].values())


def test_a_recording_that_was_measured_by_older_code_only(
    api: Handler, recordings: DynamoRecordings
) -> None:
    row = recordings.save(recording(1))
    missing = get(api, "singing", recording=row.id)
    assert "measured" in problem(missing, 404, "object_missing")["detail"]


@pytest.mark.parametrize("bad", ["f" * 32, "x", "../../features/1"])
def test_a_recording_that_is_not_there(api: Handler, bad: str) -> None:
    problem(get(api, "mfcc", recording=bad), 404, "recording_unknown")


def test_the_guide_tells_what_matters(api: Handler, model: Model) -> None:
    answer = get(api, "feature-info").json()
    assert list(answer["features"]) == list(FAMILIES)
    assert answer["singers"] == model.manifest.training["test_singers"]
    for name, family in answer["features"].items():
        assert family["good_singers"] == FAMILIES[name].good_singers
        members = {member["name"]: member for member in family["members"]}
        assert list(members) == [member.name for member in FAMILIES[name].members]
        for feature, member in members.items():
            assert (member["importance"] is not None) == (feature in model.manifest.features)
        assert (family["importance"] is not None) == family["decides"]
    steadiness = answer["features"]["steadiness"]["importance"]
    assert 0.0 < steadiness["low"] < steadiness["value"] < steadiness["high"] < 0.5


def other(model: Model, training_id: str | None = TRAINING) -> Model:
    """Return a model that did not come with the code."""
    training = {**model.manifest.training, "training_id": training_id}
    return replace(
        model, manifest=replace(model.manifest, version="retrained-1", training=training)
    )


@pytest.mark.parametrize("place", ["models/retrained-1/", f"candidates/{TRAINING}/"])
def test_the_charts_of_a_trained_model(
    api: Handler, store: FakeStore, model: Model, place: str
) -> None:
    store.held = other(model)
    problem(get(api, "mfcc"), 404, "visuals_missing")
    put(place, {"plots/mfcc.png": PNG + b"mine"})
    assert get(api, "mfcc").body == PNG + b"mine"
    problem(get(api, "singing"), 404, "visuals_missing")
    problem(get(api, "mfcc", format="json"), 404, "visuals_missing")


def test_without_charts_the_guide_has_no_importance(
    api: Handler, store: FakeStore, model: Model
) -> None:
    store.held = other(model, "../../etc")
    answer = get(api, "feature-info").json()
    assert answer["measured_on"] is None
    assert answer["features"]["scale"]["decides"]
    assert answer["features"]["scale"]["importance"] is None


@pytest.mark.parametrize("damaged", [b"{", b"[]", b'{"format": 2, "files": {}}', b"\xff"])
def test_a_damaged_index_is_told_apart(
    api: Handler, store: FakeStore, model: Model, damaged: bytes
) -> None:
    store.held = other(model)
    S3Objects(MODELS_BUCKET).put(
        f"candidates/{TRAINING}/visualizations.json", damaged, content_type=JSON
    )
    problem(get(api, "mfcc"), 404, "visuals_missing")


def test_a_file_that_is_not_what_the_index_names_is_not_shown(
    api: Handler, store: FakeStore, model: Model
) -> None:
    store.held, place = other(model), f"candidates/{TRAINING}/"
    put(place, {"plots/mfcc.png": PNG})
    S3Objects(MODELS_BUCKET).put(f"{place}plots/mfcc.png", b"<script>", content_type=JSON)
    assert "not the file" in problem(get(api, "mfcc"), 404, "visuals_missing")["detail"]


def test_a_training_in_numbers_and_pictures(api: Handler, trained: Job) -> None:
    path = f"training/{TRAINING}"
    assert get(api, path).body == PNG + b"overview"
    assert get(api, path, chart="roc").body == PNG + b"roc"
    assert get(api, path, "image/svg+xml").body == b"<svg/>"
    problem(get(api, path, chart="scores"), 404, "visuals_missing")
    reply = get(api, path, JSON)
    answer = reply.json()
    assert reply.headers["cache-control"] == "private, no-cache"
    assert answer["status"] == "rejected"
    assert answer["comparison"] == {"promote": False}
    assert "overview" in answer["charts"]
    assert sum(map(sum, answer["confusion"]["counts"])) == answer["n"] == 60
    assert answer["learning_curves"][0]["epochs"][0]["validation_loss"] == 0.6


def test_a_training_that_there_is_not_or_not_yet(api: Handler, jobs: DynamoJobs) -> None:
    problem(get(api, f"training/{TRAINING}"), 404, "training_unknown")
    problem(get(api, "training/x"), 404, "training_unknown")
    jobs.begin(Job(TRAINING, JobStatus.QUEUED, TrainingRequest(), NOW, NOW))
    problem(get(api, f"training/{TRAINING}"), 404, "visuals_missing")


def test_nothing_draws_where_answers_are_made() -> None:
    script = """
import json, sys
from types import SimpleNamespace
from functions.api.app import build
from functions.api.settings import ApiSettings
from functions.http.lambda_adapter import lambda_handler
from local.names import SETTINGS
from talent.model.artifact import DEFAULT_FOLDER, load_model, read_folder
from tests.functional.events import call, event
model = load_model(read_folder(DEFAULT_FOLDER))
others = ("uploads", "objects", "recordings", "data", "jobs", "machine", "registry", "models")
app = build(
    ApiSettings.of(SETTINGS),
    store=SimpleNamespace(current=lambda: model),
    **dict.fromkeys((*others, "drawn")),
)
api = lambda_handler(app)
for chart in ("mfcc", "singing", "feature-info"):
    for accept in ("image/png", "image/svg+xml", "application/json"):
        headers = {"Accept": accept}
        reply = call(api, event("GET", f"/api/v1/visualizations/{chart}", headers=headers))
        assert reply.status == 200, reply
print(sorted({name.split(".")[0] for name in sys.modules} & {"matplotlib", "PIL", "scipy"}))
"""
    child = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'layers/talent/python'}"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    assert child.stdout.strip().splitlines()[-1] == "[]"
