"""The container by hand against an AWS: s3:// addresses in, a candidate and its progress out."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import httpx
import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from local.aws.provision import make_storage
from local.names import DATA_BUCKET, JOBS_TABLE, MODELS_BUCKET
from talent.aws.jobs import DynamoJobs
from talent.aws.models import CANDIDATES, S3Models
from talent.aws.objects import S3Objects
from talent.model.artifact import FILES, load_model, sha256
from talent.trainings.job import Job, JobStatus, ProgressReport
from talent.trainings.request import TrainingRequest
from tests.training.conftest import run_python
from tests.training.snapshots import TRAINING, write_snapshot
from topology.environment import aws_environment
from topology.resources import Choices

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SNAPSHOT = f"snapshots/{TRAINING}/manifest.json"
CANDIDATE = f"candidates/{TRAINING}/"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in aws_environment(address).items():
        monkeypatch.setenv(name, value)
    reset = f"{address}/moto-api/reset"
    httpx.post(reset, trust_env=False)
    # Not the service's clients: they give up soon, and would make a table twice.
    make_storage(boto3.client("s3"), boto3.client("dynamodb"), Choices())
    yield
    httpx.post(reset, trust_env=False)
    server.stop()


@pytest.fixture
def snapshot(tmp_path: Path, aws: None, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Put a snapshot, features and a row in place, and the container's environment around."""
    write_snapshot(tmp_path, singers=10, data_source="uploads", epochs=1, batch_size=8)
    data = S3Objects(DATA_BUCKET)
    for path in (tmp_path / "data").rglob("*.json"):
        key = path.relative_to(tmp_path / "data").as_posix()
        data.put(key, path.read_bytes(), content_type="application/json")
    content = (tmp_path / "manifest.json").read_bytes()
    data.put(SNAPSHOT, content, content_type="application/json")
    job = Job(TRAINING, JobStatus.QUEUED, TrainingRequest(), NOW, NOW, progress=ProgressReport())
    jobs = DynamoJobs(JOBS_TABLE)
    jobs.begin(job)
    for status in (JobStatus.SNAPSHOTTING, JobStatus.TRAINING):
        job = jobs.move(job, status, now=NOW)
    for name, value in {
        "TRAINING_ID": TRAINING,
        "SNAPSHOT_URI": f"s3://{DATA_BUCKET}/{SNAPSHOT}",
        "DATA_URI": f"s3://{DATA_BUCKET}",
        "CANDIDATE_URI": f"s3://{MODELS_BUCKET}/{CANDIDATE}",
        "JOBS_TABLE": JOBS_TABLE,
    }.items():
        monkeypatch.setenv(name, value)
    return content


def ended(status: int) -> ProgressReport:
    """Run the job, which must end with a status; return the last that its row was told."""
    child = run_python("-m", "training_job", "retrain")
    assert child.returncode == status, child.stderr[-2000:]
    return DynamoJobs(JOBS_TABLE).get(TRAINING).progress


@pytest.mark.slow
def test_s3_addresses_in_a_candidate_and_its_evaluation_out(snapshot: bytes) -> None:
    assert ended(0).percent == 100.0
    files = S3Models(MODELS_BUCKET, CANDIDATES).read(TRAINING)
    assert set(FILES) <= set(files)
    model = load_model(files)  # every sha256 is checked
    assert model.manifest.training["snapshot_sha256"] == sha256(snapshot)
    summary = json.loads(files["evaluation.json"])["summary"]
    scores = json.loads(S3Objects(MODELS_BUCKET).get(f"{CANDIDATE}scores.json"))
    assert (summary["n"], summary["mode"]) == (20, "cross_validated")
    assert scores["version"] == model.manifest.version
    assert {row["id"] for row in scores["recordings"]} == {
        row["id"] for row in json.loads(snapshot)["recordings"]
    }
    assert DynamoJobs(JOBS_TABLE).get(TRAINING).status == JobStatus.TRAINING
    written = boto3.client("s3").list_objects_v2(Bucket=MODELS_BUCKET)["Contents"]
    assert all(each["Key"].startswith(CANDIDATE) for each in written)
    assert S3Objects(DATA_BUCKET).get(SNAPSHOT) == snapshot


def test_a_snapshot_that_is_not_there_ends_with_status_2(
    snapshot: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOT_URI", f"s3://{DATA_BUCKET}/snapshots/other/manifest.json")
    progress = ended(2)
    assert progress.phase == "bad_data"
    assert "snapshots/other/manifest.json" in progress.message


def test_a_storage_that_does_not_answer_is_tried_again(
    snapshot: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    assert ended(1).phase == "interrupted"
