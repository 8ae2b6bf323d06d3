"""Keeping recordings: one per sound, nothing lost, nothing overruled, nothing half stored."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from talent.audio.decode import decode
from talent.errors import (
    ChangedMeanwhile,
    CorruptAudio,
    EmptyFile,
    LabelInvalid,
    NoVoice,
    TalentError,
    UnsupportedFormat,
)
from talent.features.catalogue import EXTRACTOR_VERSION, FEATURE_SETS
from talent.features.extract import extract
from talent.recordings import store as usecase
from talent.recordings.delete import delete_recording
from talent.recordings.merge import MAX_RATERS, Contradiction
from talent.recordings.recording import Annotation, LabelSource, Recording
from talent.recordings.store import StoreResult, features_key, fingerprint, recording_key
from tests.unit.fakes import FakeObjects, FakeRecordings
from tests.unit.prediction.test_predict_one import file
from tests.unit.takes import NOW, claim, take


@pytest.fixture
def recordings() -> FakeRecordings:
    return FakeRecordings()


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects()


@pytest.fixture
def keep(recordings: FakeRecordings, objects: FakeObjects) -> "Keeper":
    return Keeper(recordings, objects)


class Keeper:
    """Keeps with the collaborators at hand."""

    def __init__(self, recordings: FakeRecordings, objects: FakeObjects) -> None:
        self.recordings, self.objects = recordings, objects

    def __call__(self, content: bytes, said: Annotation | None = None) -> StoreResult:
        """Keep a recording."""
        return usecase.store_recording(
            content,
            said or claim(),
            filename="take.wav",
            recordings=self.recordings,
            objects=self.objects,
            now=NOW,
        )


def test_a_recording_is_kept_with_its_bytes_and_its_features(
    keep: Keeper, objects: FakeObjects, recordings: FakeRecordings
) -> None:
    kept = keep(take(), claim("bad", singer="bo", source="choir", consent=True))
    recording = kept.recording
    assert (kept.duplicate, kept.contradictions, recording.revision) == (False, (), 1)
    assert recordings.rows == {recording.id: recording}
    assert (recording.singer, recording.source, recording.consent) == ("bo", "choir", True)
    assert (recording.label, recording.content_type) == ("bad", "audio/wav")
    assert recording.bytes == len(take())
    assert objects.get(recording_key(recording.id)) == take()
    document = json.loads(objects.get(features_key(recording.id)))
    assert document["extractor_version"] == EXTRACTOR_VERSION
    expected = extract(decode(take()), "all")
    found = [np.nan if v is None else v for v in document["values"].values()]
    assert tuple(document["values"]) == FEATURE_SETS["all"]
    np.testing.assert_array_equal(found, expected)


def test_identity_is_the_sha256_of_the_decoded_samples(keep: Keeper) -> None:
    samples = decode(take()).samples
    digest = hashlib.sha256(samples.astype("<f4").tobytes()).hexdigest()
    recording = keep(take()).recording
    assert (recording.sha256, recording.id) == (digest, digest[:32])
    assert fingerprint(samples[:-1]) != digest


def test_the_same_sound_in_another_container_is_a_duplicate(
    keep: Keeper, objects: FakeObjects, recordings: FakeRecordings
) -> None:
    first = keep(take())
    second = keep(take(container="FLAC"))
    assert second.duplicate
    assert second.recording == first.recording
    assert len(recordings.rows) == 1
    assert objects.get(recording_key(first.recording.id)) == take()
    assert not keep(take(1)).duplicate


def test_a_duplicate_is_not_measured_again(
    keep: Keeper, objects: FakeObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(take())
    monkeypatch.delattr(usecase, "analyse")
    monkeypatch.delattr(usecase, "extract")
    assert keep(take()).duplicate
    assert len(objects.files[features_key(kept.recording.id)]) == 1


def test_a_duplicate_from_an_older_extractor_is_measured_once(
    keep: Keeper, objects: FakeObjects, recordings: FakeRecordings
) -> None:
    kept = keep(take()).recording
    recordings.rows[kept.id] = replace(kept, features=(EXTRACTOR_VERSION - 1,))
    del objects.files[features_key(kept.id)]
    again = keep(take()).recording
    assert again.features == (EXTRACTOR_VERSION - 1, EXTRACTOR_VERSION)
    assert objects.has(features_key(kept.id))


def test_another_rater_adds_an_opinion(keep: Keeper) -> None:
    keep(take(), claim("good", "ann"))
    kept = keep(take(), claim("bad", "bob"))
    assert (kept.duplicate, kept.contradictions) == (True, ())
    assert {r: o.label for r, o in kept.recording.opinions.items()} == {"ann": "good", "bob": "bad"}
    assert kept.recording.label is None


def test_contradictions_are_reported_and_what_is_stored_stands(keep: Keeper) -> None:
    first = keep(take(), claim("good", singer="bo", source="choir", consent=False)).recording
    kept = keep(take(), claim("bad", singer="cy", source="opera", consent=True))
    assert set(kept.contradictions) == {
        Contradiction("label", "good", "bad"),
        Contradiction("singer", "bo", "cy"),
        Contradiction("source", "choir", "opera"),
        Contradiction("consent", False, True),
    }
    assert kept.recording == first


def test_what_was_unknown_is_filled_in_and_a_no_is_always_taken(keep: Keeper) -> None:
    keep(take(), claim(consent=True))
    kept = keep(take(), claim(singer="bo", source="choir", consent=False))
    assert kept.contradictions == ()
    assert (kept.recording.singer, kept.recording.source) == ("bo", "choir")
    assert kept.recording.consent is False
    unsaid = keep(take(), claim())
    assert unsaid.recording == kept.recording


def test_an_opinion_that_says_more_takes_the_place_of_the_poorer(keep: Keeper) -> None:
    named = Annotation(replace(claim("good").opinion, source=LabelSource.FILENAME))
    keep(take(), named)
    given = keep(take(), claim("good"))
    assert given.recording.opinions["ann"].source == "given"
    assert keep(take(), named).recording == given.recording


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFile),
        (b"good singing, honestly " * 100, UnsupportedFormat),
        (file(np.zeros(8 * 22_050)), NoVoice),
        (take()[:-200_000], CorruptAudio),
    ],
)
def test_what_could_not_be_judged_is_not_kept(
    keep: Keeper,
    objects: FakeObjects,
    recordings: FakeRecordings,
    content: bytes,
    error: type[TalentError],
) -> None:
    with pytest.raises(error):
        keep(content)
    assert (objects.files, recordings.rows) == ({}, {})


@pytest.mark.parametrize("where", ["recordings/", "features/"])
def test_a_crash_leaves_no_row_without_its_bytes(
    keep: Keeper, objects: FakeObjects, recordings: FakeRecordings, where: str
) -> None:
    objects.broken = lambda key: key.startswith(where)
    with pytest.raises(KeyboardInterrupt):
        keep(take())
    assert recordings.rows == {}
    objects.broken = lambda _: False
    kept = keep(take())
    assert not kept.duplicate
    assert objects.has(recording_key(kept.recording.id))


def test_of_two_that_send_the_same_sound_at_once_both_opinions_are_kept(
    keep: Keeper, recordings: FakeRecordings
) -> None:
    recordings.between = lambda: assert_new(keep(take(), claim("bad", "bob")))
    kept = keep(take(), claim("good", "ann"))
    assert kept.duplicate
    assert set(kept.recording.opinions) == {"ann", "bob"}


def assert_new(kept: StoreResult) -> None:
    assert not kept.duplicate


def test_a_row_whose_bytes_went_with_another_of_the_same_sound_is_taken_back(
    keep: Keeper, recordings: FakeRecordings, objects: FakeObjects
) -> None:
    def stored_and_deleted() -> None:
        delete_recording(keep(take()).recording.id, recordings=recordings, objects=objects, now=NOW)

    recordings.between = stored_and_deleted
    with pytest.raises(ChangedMeanwhile, match="was deleted"):
        keep(take())
    assert recordings.rows == {}
    assert not keep(take()).duplicate, "sent again, it is kept"
    (row,) = recordings.rows.values()
    assert objects.has(recording_key(row.id))


def test_a_sound_that_is_deleted_before_anything_is_added_is_to_be_sent_again(
    keep: Keeper, recordings: FakeRecordings, objects: FakeObjects
) -> None:
    kept = keep(take()).recording

    def deleted() -> None:
        delete_recording(kept.id, recordings=recordings, objects=objects, now=NOW)

    recordings.between = deleted
    with pytest.raises(ChangedMeanwhile, match="was deleted"):
        keep(take(), claim("bad", "bob"))
    assert (recordings.rows, objects.files) == ({}, {})


def test_a_sound_that_is_being_deleted_is_not_added_to(
    keep: Keeper, recordings: FakeRecordings
) -> None:
    kept = keep(take()).recording
    recordings.rows[kept.id] = replace(kept, deleting=True)
    with pytest.raises(ChangedMeanwhile, match="being deleted"):
        keep(take(), claim("bad", "bob"))


def test_a_row_has_room_for_so_many_raters_and_says_so(
    keep: Keeper, recordings: FakeRecordings
) -> None:
    kept = keep(take()).recording
    many = {f"rater {n}": kept.opinions["ann"] for n in range(MAX_RATERS)}
    recordings.rows[kept.id] = replace(kept, opinions=many)
    with pytest.raises(LabelInvalid, match=f"{MAX_RATERS} opinions"):
        keep(take(), claim("good", "one more"))
    assert keep(take(), claim("good", "rater 7")).duplicate


def test_nothing_new_writes_nothing(keep: Keeper, recordings: FakeRecordings) -> None:
    keep(take())
    saves = recordings.saves
    later: Recording = keep(take()).recording
    assert recordings.saves == saves
    assert later.updated_at - NOW == timedelta(0)
