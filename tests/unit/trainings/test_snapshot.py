"""The immutable list of what a training rests on."""

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from talent.errors import IllegalTransition, NotEnoughData
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.learning.splits import fold_of, pseudonym
from talent.model.artifact import DEFAULT_FOLDER, Model, load_model, read_folder, sha256
from talent.recordings.recording import Label
from talent.trainings.job import Job, JobStatus
from talent.trainings.request import TrainingRequest
from talent.trainings.snapshot import bundled_base_sha256, snapshot
from talent.trainings.snapshot_document import snapshot_key
from tests.unit.fakes import FakeJobs, FakeObjects, FakeRecordings
from tests.unit.takes import NOW, recording

ID = "a" * 32
SALT = "of this test"


@dataclass
class Store:
    """The default model, in service."""

    model: Model

    def current(self) -> Model:
        """Return it."""
        return self.model


@pytest.fixture(scope="module")
def store() -> Store:
    return Store(load_model(read_folder(DEFAULT_FOLDER)))


@pytest.fixture
def recordings() -> FakeRecordings:
    """Hold 12 recordings by Bo, Cy and 4 whom nobody knows."""
    rows = FakeRecordings()
    for number in range(12):
        label: Label = "good" if number % 2 else "bad"
        singer = (None, "Bo", "Cy")[number % 3]
        one = recording(number, label, singer=singer, features=(EXTRACTOR_VERSION,))
        rows.rows[one.id] = replace(one, revision=1)
    return rows


def begin(**asked: Any) -> FakeJobs:
    jobs = FakeJobs()
    jobs.begin(Job(ID, JobStatus.QUEUED, TrainingRequest(**asked), NOW, NOW))
    return jobs


def take(
    jobs: FakeJobs, recordings: FakeRecordings, store: Store, data: FakeObjects
) -> dict[str, Any]:
    job = snapshot(ID, recordings=recordings, data=data, store=store, jobs=jobs, salt=SALT, now=NOW)
    content = data.get(snapshot_key(ID))
    assert job.status is JobStatus.TRAINING
    assert job.snapshot_sha256 == sha256(content)
    document: dict[str, Any] = json.loads(content)
    return document


def test_it_names_every_recording_with_label_singer_and_fold(
    recordings: FakeRecordings, store: Store
) -> None:
    document = take(begin(seed=3), recordings, store, FakeObjects())
    assert document["base"] == {"sha256": bundled_base_sha256()}
    assert (document["request"]["seed"], document["format"]) == (3, 1)
    assert document["champion"] == store.model.manifest.version
    rows = {row["id"]: row for row in document["recordings"]}
    assert set(rows) == set(recordings.rows)
    for one in recordings.rows.values():
        row, group = rows[one.id], f"singer:{one.singer}" if one.singer else f"recording:{one.id}"
        assert (row["sha256"], row["label"]) == (one.sha256, one.label)
        assert row["group"] == pseudonym(group, salt=SALT)
        assert row["fold"] == fold_of(group, salt=SALT)
        assert row["singer_known"] == (one.singer is not None)
    assert not any(name in json.dumps(document) for name in ("Bo", "Cy"))


def test_a_second_call_changes_nothing(recordings: FakeRecordings, store: Store) -> None:
    data, jobs = FakeObjects(), begin()
    first = take(jobs, recordings, store, data)
    row = jobs.get(ID)
    del recordings.rows[next(iter(recordings.rows))]
    assert take(jobs, recordings, store, data) == first
    assert jobs.get(ID) == row
    assert len(data.files[snapshot_key(ID)]) == 1


def test_a_task_that_died_after_writing_it_is_taken_up(
    recordings: FakeRecordings, store: Store
) -> None:
    data, jobs = FakeObjects(), begin()
    first = take(jobs, recordings, store, data)
    again = begin()
    again.move(again.get(ID), JobStatus.SNAPSHOTTING, now=NOW)
    del recordings.rows[next(iter(recordings.rows))]
    assert take(again, recordings, store, data) == first


@pytest.mark.parametrize("source", ["uploads+base", "uploads", "base"])
def test_what_is_listed_follows_the_source(
    recordings: FakeRecordings, store: Store, source: str
) -> None:
    for number in range(100, 130):
        label: Label = "good" if number % 2 else "bad"
        one = recording(number, label, singer=f"{number}", features=(EXTRACTOR_VERSION,))
        recordings.rows[one.id] = one
    document = take(begin(data_source=source), recordings, store, FakeObjects())
    assert bool(document["recordings"]) == (source != "base")
    assert (document["base"] is None) == (source == "uploads")


def test_recordings_deleted_since_the_request_are_missed(
    recordings: FakeRecordings, store: Store
) -> None:
    for name in list(recordings.rows)[:6]:
        del recordings.rows[name]
    with pytest.raises(NotEnoughData):
        take(begin(), recordings, store, FakeObjects())


def test_nothing_is_written_for_a_training_that_was_cancelled(
    recordings: FakeRecordings, store: Store
) -> None:
    jobs, data = begin(), FakeObjects()
    jobs.move(jobs.get(ID), JobStatus.CANCELLED, now=NOW)
    with pytest.raises(IllegalTransition):
        take(jobs, recordings, store, data)
    assert not data.files
