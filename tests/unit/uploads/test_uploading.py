"""Uploads from the leave to send a file to the attempts at analysing it."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from talent.audio.media_types import ANY, or_any
from talent.errors import (
    EmptyFile,
    IllegalTransition,
    ObjectMissing,
    StillBusy,
    StorageUnavailable,
    TooLarge,
    UnsupportedFormat,
    UploadExpired,
    UploadIncomplete,
    UploadUnknown,
    WrongPurpose,
)
from talent.ids import ID
from talent.ports import PresignedPost
from talent.recordings.annotation import annotation_from
from talent.uploads.attempts import (
    MAX_ATTEMPTS,
    STALLED_AFTER,
    AttemptStep,
    begin_attempt,
    check_abandoned,
    step_of,
)
from talent.uploads.enqueue import enqueue, enqueue_again
from talent.uploads.presign import UPLOAD_SECONDS, PresignedUpload, presign_upload
from talent.uploads.status import check_present, current_upload, find_recording, read_recording
from talent.uploads.upload import Purpose, Status, Upload
from tests.unit.fake_uploads import FakeUploads
from tests.unit.fakes import FakeObjects
from tests.unit.takes import NOW, claim

LATE = NOW + timedelta(seconds=UPLOAD_SECONDS)


@pytest.fixture
def uploads() -> FakeUploads:
    return FakeUploads()


@pytest.fixture
def objects() -> FakeObjects:
    return FakeObjects()


def permit(uploads: FakeUploads, objects: FakeObjects, **asked: Any) -> PresignedUpload:
    usual: dict[str, Any] = {
        "purpose": Purpose.PREDICTION,
        "content_type": "audio/wav",
        "filename": "take.wav",
        "wanted": {},
        "claim": None,
        "now": NOW,
    }
    return presign_upload(uploads=uploads, objects=objects, **{**usual, **asked})


def test_leave_is_kept_as_a_row(uploads: FakeUploads, objects: FakeObjects) -> None:
    upload, permission = permit(uploads, objects, wanted={"contour": True})
    assert uploads.rows == {upload.id: upload}
    assert ID.fullmatch(upload.id)
    assert permission.fields["key"] == upload.key == f"uploads/{upload.id}"
    assert (upload.status, upload.expires_at) == (Status.AWAITING_UPLOAD, LATE)
    assert upload.wanted == {"contour": True}
    assert permit(uploads, objects).upload.id != upload.id


def test_what_is_said_of_data_comes_back_as_it_was(
    uploads: FakeUploads, objects: FakeObjects
) -> None:
    said = claim("bad", singer="bo", consent=True)
    upload = permit(uploads, objects, purpose=Purpose.DATA, claim=said).upload
    assert annotation_from(upload.claim or {}) == said


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"content_type": "text/plain"}, UnsupportedFormat),
        ({"size": 50_000_001}, TooLarge),
        ({"size": 0}, EmptyFile),
    ],
)
def test_nothing_is_kept_of_what_is_refused(
    uploads: FakeUploads, objects: FakeObjects, asked: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        permit(uploads, objects, **asked)
    assert uploads.rows == {}


def test_without_a_form_there_is_no_row(uploads: FakeUploads) -> None:
    class Silent(FakeObjects):
        def presign(
            self, key: str, *, content_type: str, max_bytes: int, seconds: int
        ) -> PresignedPost:
            raise StorageUnavailable("It did not answer")

    with pytest.raises(StorageUnavailable):
        permit(uploads, Silent())
    assert uploads.rows == {}


def test_the_worker_that_the_file_calls_finds_the_row(uploads: FakeUploads) -> None:
    class Watching(FakeObjects):
        def put(self, key: str, content: bytes, *, content_type: str) -> None:
            assert uploads.get(key.removeprefix("uploads/")).status is Status.AWAITING_UPLOAD
            super().put(key, content, content_type=content_type)

    objects = Watching()
    upload = enqueue(
        b"sound",
        content_type="text/html",
        filename="a",
        wanted={},
        uploads=uploads,
        objects=objects,
        now=NOW,
    )
    assert upload.content_type == ANY
    again = enqueue_again(upload, wanted={}, uploads=uploads, objects=objects, now=NOW)
    assert again.id != upload.id
    assert objects.get(again.key) == b"sound"


def test_media_types_are_known_by_their_names() -> None:
    assert or_any("Audio/X-WAV; codec=1") == "audio/x-wav"
    assert or_any("text/html") == or_any("") == or_any("audio/wav\r\nX: y") == ANY


@pytest.mark.parametrize(
    ("now", "there", "told"),
    [
        (NOW, False, Status.AWAITING_UPLOAD),
        (NOW, True, Status.PROCESSING),
        (LATE, False, Status.EXPIRED),
        (LATE, True, Status.PROCESSING),
    ],
)
def test_the_file_says_more_than_the_clock(
    uploads: FakeUploads, objects: FakeObjects, now: datetime, there: bool, told: Status
) -> None:
    upload = permit(uploads, objects).upload
    if there:
        objects.put(upload.key, b"", content_type="audio/wav")
    assert told_of(upload, uploads, objects, now).status is told
    assert uploads.get(upload.id) == upload


def told_of(upload: Upload, uploads: FakeUploads, objects: FakeObjects, now: datetime) -> Upload:
    return current_upload(
        upload.id,
        uploads=uploads,
        objects=objects,
        now=now,
        report=lambda upload, error: {"code": error.code, "detail": error.message},
    )


@pytest.mark.parametrize(("attempts", "said"), [(0, "never begun"), (1, "begun once"), (2, "2 ti")])
def test_an_upload_that_no_worker_will_finish_has_failed_for_whoever_asks(
    uploads: FakeUploads, objects: FakeObjects, attempts: int, said: str
) -> None:
    upload = permit(uploads, objects).upload
    objects.put(upload.key, b"", content_type="audio/wav")
    for _ in range(attempts):
        upload = begin_attempt(upload, uploads=uploads, now=LATE)
    second = timedelta(seconds=1)
    before = told_of(upload, uploads, objects, LATE + STALLED_AFTER - second)
    assert (before.status, uploads.get(upload.id)) == (Status.PROCESSING, upload)
    failed = told_of(upload, uploads, objects, LATE + STALLED_AFTER)
    assert (failed.status, failed.attempts) == (Status.FAILED, attempts)
    assert failed.problem is not None
    assert failed.problem["code"] == "analysis_unfinished"
    assert said in failed.problem["detail"]
    assert uploads.get(upload.id) == failed, "it is told once and for all"
    assert step_of(failed, last=False) is AttemptStep.NOTHING


def test_where_a_worker_comes_all_the_same_it_has_the_say(objects: FakeObjects) -> None:
    class Overtaken(FakeUploads):
        def move(self, upload: Upload, status: Status, **told: Any) -> Upload:
            if status is Status.FAILED:
                super().move(upload, Status.DONE, now=LATE)
            return super().move(upload, status, **told)

    uploads = Overtaken()
    upload = begin_attempt(permit(uploads, objects).upload, uploads=uploads, now=NOW)
    assert told_of(upload, uploads, objects, LATE + STALLED_AFTER).status is Status.DONE


def test_nobody_waits_for_a_file_that_never_came(
    uploads: FakeUploads, objects: FakeObjects
) -> None:
    upload = permit(uploads, objects).upload
    assert told_of(upload, uploads, objects, LATE + STALLED_AFTER).status is Status.EXPIRED


def test_only_files_to_judge_that_are_there_are_judged(
    uploads: FakeUploads, objects: FakeObjects
) -> None:
    with pytest.raises(UploadUnknown):
        find_recording("f" * 32, uploads=uploads)
    data = permit(uploads, objects, purpose=Purpose.DATA, claim=claim()).upload
    with pytest.raises(WrongPurpose, match="data"):
        find_recording(data.id, uploads=uploads)
    upload = find_recording(permit(uploads, objects).upload.id, uploads=uploads)
    done = replace(upload, status=Status.DONE)
    for one, now, error in (
        (upload, NOW, UploadIncomplete),
        (upload, LATE, UploadExpired),
        (done, NOW, UploadExpired),
    ):
        with pytest.raises(error):
            check_present(one, objects=objects, now=now)
        with pytest.raises(error):
            read_recording(one, objects=objects, now=now)
    objects.put(upload.key, b"sound", content_type="audio/wav")
    check_present(upload, objects=objects, now=LATE)
    assert read_recording(upload, objects=objects, now=LATE) == b"sound"
    with pytest.raises(ObjectMissing):
        objects.get("uploads/other")


@pytest.mark.parametrize(
    ("status", "attempts", "last", "step"),
    [
        (Status.AWAITING_UPLOAD, 0, False, AttemptStep.BEGIN),
        (Status.AWAITING_UPLOAD, 0, True, AttemptStep.BEGIN),
        (Status.PROCESSING, 1, False, AttemptStep.TRY_AGAIN),
        (Status.PROCESSING, 1, True, AttemptStep.GIVE_UP),
        (Status.PROCESSING, MAX_ATTEMPTS, False, AttemptStep.GIVE_UP),
        (Status.DONE, 1, True, AttemptStep.NOTHING),
        (Status.REFUSED, 2, False, AttemptStep.NOTHING),
        (Status.FAILED, 2, True, AttemptStep.NOTHING),
        (Status.EXPIRED, 0, False, AttemptStep.NOTHING),
    ],
)
def test_what_is_to_be_done(
    uploads: FakeUploads,
    objects: FakeObjects,
    status: Status,
    attempts: int,
    last: bool,
    step: AttemptStep,
) -> None:
    upload = permit(uploads, objects).upload
    assert step_of(replace(upload, status=status, attempts=attempts), last=last) is step


def test_a_live_worker_is_not_disturbed(uploads: FakeUploads, objects: FakeObjects) -> None:
    begun = begin_attempt(permit(uploads, objects).upload, uploads=uploads, now=NOW)
    lease = timedelta(seconds=120)
    with pytest.raises(StillBusy) as caught:
        check_abandoned(begun, lease=lease, now=NOW + timedelta(seconds=119))
    assert caught.value.values == {"seconds_left": 1.0}
    check_abandoned(begun, lease=lease, now=NOW + lease)


def test_of_two_workers_that_read_the_same_row_one_begins(
    uploads: FakeUploads, objects: FakeObjects
) -> None:
    upload = permit(uploads, objects).upload
    begin_attempt(upload, uploads=uploads, now=NOW)
    with pytest.raises(IllegalTransition):
        begin_attempt(upload, uploads=uploads, now=NOW)


def _receive(batch: list[Upload], killers: set[str], uploads: FakeUploads, *, last: bool) -> None:
    """Do what a worker does with a batch, and die where it would."""
    rows = [uploads.get(upload.id) for upload in batch]
    for row in sorted(rows, key=lambda row: step_of(row, last=last)):
        step = step_of(row, last=last)
        if step is AttemptStep.GIVE_UP:
            uploads.move(row, Status.FAILED, now=NOW)
        elif step is not AttemptStep.NOTHING:
            begun = begin_attempt(row, uploads=uploads, now=NOW)
            if row.id in killers:
                return
            uploads.move(begun, Status.DONE, now=NOW)


@pytest.mark.parametrize("places", [*combinations(range(5), 1), *combinations(range(5), 2)])
def test_three_receives_settle_every_batch_with_one_or_two_killers(
    objects: FakeObjects, places: tuple[int, ...]
) -> None:
    uploads = FakeUploads()
    batch = [permit(uploads, objects).upload for _ in range(5)]
    killers = {batch[place].id for place in places}
    for receive in (1, 2, 3):
        _receive(batch, killers, uploads, last=receive == 3)
    for row in uploads.rows.values():
        assert row.status is (Status.FAILED if row.id in killers else Status.DONE)
        assert row.attempts <= MAX_ATTEMPTS
