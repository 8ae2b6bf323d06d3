"""The world of every test here."""

import json

import pytest

from talent.features.catalogue import EXTRACTOR_VERSION
from talent.model.artifact import DEFAULT_FOLDER, load_model, read_folder, sha256
from talent.recordings.store import features_key
from talent.trainings.job import Job, JobStatus, ProgressReport
from talent.trainings.request import TrainingRequest
from talent.trainings.snapshot_document import snapshot_key
from tests.unit.fakes import FakeJobs, FakeObjects
from tests.unit.takes import NOW
from tests.unit.trainings.compare.world import ID, SINGERS, World, features, listed_of


@pytest.fixture
def world() -> World:
    jobs, data = FakeJobs(), FakeObjects()
    listed = listed_of()
    data.put(snapshot_key(ID), listed, content_type="")
    for number in range(SINGERS):
        document = {"extractor_version": EXTRACTOR_VERSION, "values": features(number)}
        key = features_key(f"{number:032x}")
        data.put(key, json.dumps(document).encode(), content_type="")
    jobs.begin(
        Job(
            ID,
            JobStatus.TRAINING,
            TrainingRequest(),
            NOW,
            NOW,
            progress=ProgressReport(100.0),
            snapshot_sha256=sha256(listed),
        )
    )
    return World(load_model(read_folder(DEFAULT_FOLDER)), jobs, data, FakeObjects())
