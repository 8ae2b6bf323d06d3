"""Correcting and deleting recordings, alone and against others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from talent.errors import ChangedMeanwhile, RecordingUnknown, RevisionMismatch
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.recordings.annotation import AnnotationInput, read_rater_label
from talent.recordings.correct import Correction, correct
from talent.recordings.delete import ABANDONED_AFTER, delete_recording
from talent.recordings.recording import Recording
from talent.recordings.update import ATTEMPTS, update_with_retry
from tests.unit.fakes import FakeObjects, FakeRecordings
from tests.unit.takes import NOW, recording

LATER = NOW + timedelta(hours=1)
BAD = Correction(read_rater_label(AnnotationInput("bad", rater="rater 0"), at=LATER))


@pytest.fixture
def stored() -> Recording:
    return recording(1, "good", singer="bo", consent=True, revision=3)


@pytest.fixture
def recordings(stored: Recording) -> FakeRecordings:
    return FakeRecordings({stored.id: stored})


@pytest.fixture
def objects(stored: Recording) -> FakeObjects:
    return FakeObjects(
        {
            f"recordings/{stored.id}": [b"old", b"new"],
            f"features/{stored.id}/1.json": [b"{}"],
            f"features/{stored.id}/{EXTRACTOR_VERSION}.json": [b"{}"],
            "recordings/" + "f" * 32: [b"another"],
        }
    )


def test_a_correction_overrules(recordings: FakeRecordings, stored: Recording) -> None:
    corrected = correct(stored.id, BAD, recordings=recordings, now=LATER)
    assert (corrected.label, corrected.revision, corrected.updated_at) == ("bad", 4, LATER)
    assert (corrected.singer, corrected.consent) == ("bo", True)
    facts = Correction(facts={"singer": None, "source": "choir", "consent": False})
    corrected = correct(stored.id, facts, recordings=recordings, now=LATER)
    assert (corrected.singer, corrected.source, corrected.consent) == (None, "choir", False)
    assert corrected.label == "bad"


def test_a_correction_that_changes_nothing_writes_nothing(
    recordings: FakeRecordings, stored: Recording
) -> None:
    same = Correction(facts={"singer": "bo"})
    assert correct(stored.id, same, recordings=recordings, now=LATER) == stored
    assert recordings.saves == 0


def test_a_correction_of_what_somebody_changed_meanwhile_begins_again(
    recordings: FakeRecordings, stored: Recording
) -> None:
    other = Correction(facts={"source": "choir"})

    def meanwhile() -> None:
        correct(stored.id, other, recordings=recordings, now=LATER)

    recordings.between = meanwhile
    corrected = correct(stored.id, BAD, recordings=recordings, now=LATER)
    assert (corrected.label, corrected.source, corrected.revision) == ("bad", "choir", 5)


def test_only_what_was_read_is_corrected(recordings: FakeRecordings, stored: Recording) -> None:
    with pytest.raises(RevisionMismatch, match="revision 3"):
        correct(stored.id, BAD, recordings=recordings, now=LATER, expected={2})

    def meanwhile() -> None:
        facts = Correction(facts={"singer": "cy"})
        correct(stored.id, facts, recordings=recordings, now=LATER)

    recordings.between = meanwhile
    with pytest.raises(RevisionMismatch, match="revision 4"):
        correct(stored.id, BAD, recordings=recordings, now=LATER, expected={3})
    assert recordings.rows[stored.id].label == "good"


def test_writers_who_are_never_fast_enough_give_up(stored: Recording) -> None:
    class AlwaysLate(FakeRecordings):
        def save(self, recording: Recording) -> Recording:
            raise ChangedMeanwhile(recording.id)

    pauses: list[int] = []
    with pytest.raises(ChangedMeanwhile):
        update_with_retry(
            stored.id,
            lambda row: replace(row, singer="cy"),
            recordings=AlwaysLate({stored.id: stored}),
            pause=pauses.append,
        )
    assert pauses == list(range(ATTEMPTS - 1))


def test_forgetting_deletes_every_version_and_nothing_else(
    recordings: FakeRecordings, objects: FakeObjects, stored: Recording
) -> None:
    recordings.rows[stored.id] = stored = replace(stored, used_by=("model-1",))
    forgotten = delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER)
    assert forgotten.recording.used_by == ("model-1",)
    assert forgotten.files == 4
    assert recordings.rows == {}
    assert list(objects.files) == ["recordings/" + "f" * 32]
    with pytest.raises(RecordingUnknown):
        delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER)


def test_the_bytes_go_last(
    recordings: FakeRecordings, objects: FakeObjects, stored: Recording
) -> None:
    objects.broken = lambda prefix: prefix.startswith("recordings/")
    with pytest.raises(KeyboardInterrupt):
        delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER)
    assert not [key for key in objects.files if key.startswith(f"features/{stored.id}")]


def test_of_two_who_delete_one_does_it(
    recordings: FakeRecordings, objects: FakeObjects, stored: Recording
) -> None:
    def second() -> None:
        with pytest.raises(ChangedMeanwhile, match="being deleted"):
            delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER)

    broken = objects.erase

    def erase(prefix: str) -> int:
        second()
        return broken(prefix)

    objects.erase = erase  # type: ignore[method-assign]  # somebody else comes in between
    assert delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER).files == 4


def test_nobody_writes_to_a_recording_whose_files_are_going(
    recordings: FakeRecordings, objects: FakeObjects, stored: Recording
) -> None:
    objects.broken = lambda prefix: prefix.startswith("recordings/")
    with pytest.raises(KeyboardInterrupt):
        delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER)
    assert recordings.rows[stored.id].deleting
    with pytest.raises(ChangedMeanwhile, match="being deleted"):
        correct(stored.id, BAD, recordings=recordings, now=LATER)


def test_a_deletion_that_died_is_finished_by_a_later_one(
    recordings: FakeRecordings, objects: FakeObjects, stored: Recording
) -> None:
    objects.broken = lambda prefix: prefix.startswith("recordings/")
    with pytest.raises(KeyboardInterrupt):
        delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER)
    objects.broken = lambda _: False
    soon, late = LATER + timedelta(seconds=30), LATER + ABANDONED_AFTER
    with pytest.raises(ChangedMeanwhile):
        delete_recording(stored.id, recordings=recordings, objects=objects, now=soon)
    assert delete_recording(stored.id, recordings=recordings, objects=objects, now=late).files == 2
    assert recordings.rows == {}


def test_forgetting_only_what_was_read(
    recordings: FakeRecordings, objects: FakeObjects, stored: Recording
) -> None:
    with pytest.raises(RevisionMismatch):
        delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER, expected={2})
    assert objects.has(f"recordings/{stored.id}")
    delete_recording(stored.id, recordings=recordings, objects=objects, now=LATER, expected={3})
