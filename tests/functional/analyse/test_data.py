"""What becomes of labelled recordings that were uploaded; nothing is fake but AWS."""

from datetime import UTC, datetime

import pytest

from functions.analyse.batch import Handler
from local.names import DATA_BUCKET
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.uploads import DynamoUploads
from talent.errors import ModelMissing
from talent.prediction.predict import predict
from talent.recordings.delete import delete_recording
from talent.recordings.recording import Annotation
from talent.uploads.presign import presign_upload
from talent.uploads.upload import Purpose, Status, Upload
from tests.functional.analyse.conftest import handler
from tests.functional.conftest import FakeStore
from tests.functional.messages import deliver, message
from tests.unit.takes import claim, take

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def analyse(uploads: DynamoUploads, objects: S3Objects) -> Handler:
    # Keeping a recording asks no model anything.
    return handler(FakeStore(ModelMissing("No model")), predict, uploads, objects)


def send(content: bytes, said: Annotation, uploads: DynamoUploads, objects: S3Objects) -> Upload:
    """Take leave to upload a recording, and upload it."""
    upload, _ = presign_upload(
        purpose=Purpose.DATA,
        content_type="application/octet-stream",
        filename="take.wav",
        wanted={},
        claim=said,
        uploads=uploads,
        objects=objects,
        now=datetime.now(UTC),
    )
    objects.put(upload.key, content, content_type=upload.content_type)
    return upload


def test_a_labelled_recording_is_kept(
    analyse: Handler, uploads: DynamoUploads, objects: S3Objects, recordings: DynamoRecordings
) -> None:
    upload = send(take(), claim("bad", singer="bo", source="choir"), uploads, objects)
    assert deliver(analyse, message(upload.id)) == []
    row = uploads.get(upload.id)
    assert row.status is Status.DONE
    assert row.result is not None
    recording = recordings.get(row.result)
    assert (recording.label, recording.singer, recording.source) == ("bad", "bo", "choir")
    assert (recording.filename, recording.content_type) == ("take.wav", "audio/wav")
    assert S3Objects(DATA_BUCKET).get(f"recordings/{recording.id}") == take()


def test_no_copy_is_left_where_it_was_uploaded(
    analyse: Handler, uploads: DynamoUploads, objects: S3Objects, recordings: DynamoRecordings
) -> None:
    upload = send(take(), claim(), uploads, objects)
    objects.put(upload.key, take(), content_type=upload.content_type)
    deliver(analyse, message(upload.id))
    (recording,) = recordings.all()
    assert objects.erase("uploads/") == 0
    data = S3Objects(DATA_BUCKET)
    now = datetime.now(UTC)
    assert delete_recording(recording.id, recordings=recordings, objects=data, now=now).files == 2
    assert data.erase("") == 0


def test_the_same_sound_twice_becomes_one_recording(
    analyse: Handler, uploads: DynamoUploads, objects: S3Objects, recordings: DynamoRecordings
) -> None:
    sent = [send(take(), claim(label), uploads, objects) for label in ("good", "good")]
    assert deliver(analyse, *(message(u.id, number=n) for n, u in enumerate(sent))) == []
    assert len({uploads.get(upload.id).result for upload in sent}) == 1
    assert len(recordings.all()) == 1


def test_what_cannot_be_judged_is_refused(
    analyse: Handler, uploads: DynamoUploads, objects: S3Objects, recordings: DynamoRecordings
) -> None:
    upload = send(b"not a sound", claim(), uploads, objects)
    assert deliver(analyse, message(upload.id)) == []
    row = uploads.get(upload.id)
    assert row.status is Status.REFUSED
    assert row.problem is not None
    assert row.problem["code"] == "unsupported_format"
    assert row.problem["instance"] == f"/api/v1/uploads/{upload.id}"
    assert recordings.all() == ()
    assert objects.erase(upload.key) == 0, "what is refused is not kept"


def test_a_file_that_is_sent_again_after_it_was_kept_leaves_no_copy(
    analyse: Handler, uploads: DynamoUploads, objects: S3Objects, recordings: DynamoRecordings
) -> None:
    upload = send(take(), claim(), uploads, objects)
    assert deliver(analyse, message(upload.id)) == []
    objects.put(upload.key, b"another sound", content_type="audio/wav")
    assert deliver(analyse, message(upload.id)) == []
    assert not objects.has(upload.key)
    assert len(recordings.all()) == 1
