"""The rows of uploads, against moto's DynamoDB."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from local.names import UPLOADS_TABLE
from talent.aws.clients import dynamodb_client
from talent.aws.uploads import DynamoUploads
from talent.errors import IllegalTransition, StorageUnavailable, UploadUnknown
from talent.uploads.ports import Uploads
from talent.uploads.upload import FINAL, Purpose, Status, Upload

pytestmark = pytest.mark.usefixtures("aws")

NOW = datetime.now(UTC)
LATER = NOW + timedelta(seconds=5)
UPLOAD = Upload(
    id="0123456789abcdef" * 2,
    purpose=Purpose.PREDICTION,
    status=Status.AWAITING_UPLOAD,
    key="uploads/" + "0123456789abcdef" * 2,
    content_type="audio/wav",
    filename="täke 🎤.wav",
    created_at=NOW,
    updated_at=NOW,
    expires_at=NOW + timedelta(seconds=300),
    wanted={"timeline": True, "analysis": "full"},
    claim={"rating": {"value": 3.3}, "singer": None},
)


def test_a_row_comes_back_as_it_was(uploads: Uploads) -> None:
    uploads.create(UPLOAD)
    assert uploads.get(UPLOAD.id) == UPLOAD
    bare = replace(UPLOAD, id="f" * 32, filename="", wanted={}, claim=None)
    uploads.create(bare)
    assert uploads.get(bare.id) == bare


def test_an_id_is_given_once(uploads: Uploads) -> None:
    uploads.create(UPLOAD)
    with pytest.raises(IllegalTransition):
        uploads.create(UPLOAD)


def test_an_unknown_id(uploads: Uploads) -> None:
    with pytest.raises(UploadUnknown, match="f" * 32):
        uploads.get("f" * 32)


def test_a_row_that_is_over_is_unknown_even_while_it_is_still_there() -> None:
    now = NOW.timestamp()
    uploads = DynamoUploads(UPLOADS_TABLE, retention=timedelta(days=1), clock=lambda: now)
    uploads.create(UPLOAD)
    now += 86_400 - 2
    assert uploads.get(UPLOAD.id) == UPLOAD
    now += 3
    with pytest.raises(UploadUnknown, match=UPLOAD.id):
        uploads.get(UPLOAD.id)


def test_every_step_to_processing_is_an_attempt(uploads: Uploads) -> None:
    uploads.create(UPLOAD)
    once = uploads.move(UPLOAD, Status.PROCESSING, now=LATER)
    assert (once.status, once.attempts, once.updated_at) == (Status.PROCESSING, 1, LATER)
    twice = uploads.move(once, Status.PROCESSING, now=LATER)
    assert twice.attempts == 2
    done = uploads.move(twice, Status.DONE, now=LATER, result="results/x.json")
    assert (done.status, done.attempts, done.result) == (Status.DONE, 2, "results/x.json")
    assert uploads.get(UPLOAD.id) == done


@pytest.mark.parametrize("status", sorted(FINAL - {Status.EXPIRED}))
def test_a_final_row_stays(uploads: Uploads, status: Status) -> None:
    uploads.create(UPLOAD)
    begun = uploads.move(UPLOAD, Status.PROCESSING, now=LATER)
    final = uploads.move(begun, status, now=LATER, problem={"code": "no_voice", "status": 422})
    for following in Status:
        with pytest.raises(IllegalTransition, match="cannot follow"):
            uploads.move(final, following, now=LATER)
        with pytest.raises(IllegalTransition):
            uploads.move(begun, following, now=LATER)
    assert uploads.get(UPLOAD.id) == final


def test_what_was_read_too_long_ago_moves_nothing(uploads: Uploads) -> None:
    uploads.create(UPLOAD)
    first = uploads.move(UPLOAD, Status.PROCESSING, now=LATER)
    with pytest.raises(IllegalTransition, match="changed since"):
        uploads.move(UPLOAD, Status.PROCESSING, now=LATER)
    second = uploads.move(first, Status.PROCESSING, now=LATER)
    with pytest.raises(IllegalTransition, match="changed since"):
        uploads.move(first, Status.DONE, now=LATER)
    assert uploads.get(UPLOAD.id) == second


@pytest.mark.parametrize("status", [Status.DONE, Status.REFUSED])
def test_no_row_is_finished_before_it_was_begun(uploads: Uploads, status: Status) -> None:
    uploads.create(UPLOAD)
    with pytest.raises(IllegalTransition, match="cannot follow awaiting_upload"):
        uploads.move(UPLOAD, status, now=LATER)


def test_a_row_that_is_gone_is_not_made_again_by_a_step(uploads: Uploads) -> None:
    with pytest.raises(IllegalTransition):
        uploads.move(UPLOAD, Status.PROCESSING, now=LATER)
    with pytest.raises(UploadUnknown):
        uploads.get(UPLOAD.id)


def test_of_many_writers_at_once_exactly_one_wins(uploads: Uploads) -> None:
    writers = 60
    uploads.create(UPLOAD)
    begun = uploads.move(UPLOAD, Status.PROCESSING, now=LATER)
    together = Barrier(writers)

    def write(number: int) -> Status | None:
        status = (Status.DONE, Status.REFUSED, Status.FAILED, Status.PROCESSING)[number % 4]
        together.wait()
        try:
            return uploads.move(begun, status, now=LATER, result=str(number)).status
        except IllegalTransition:
            return None

    with ThreadPoolExecutor(writers) as pool:
        outcomes = Counter(pool.map(write, range(writers)))
    assert outcomes[None] == writers - 1
    (winner,) = set(outcomes) - {None}
    assert uploads.get(UPLOAD.id).status is winner


def test_without_a_table() -> None:
    nowhere = DynamoUploads("singing-talent-nowhere", retention=timedelta(days=1))
    with pytest.raises(StorageUnavailable) as caught:
        nowhere.get(UPLOAD.id)
    assert caught.value.values == {"reason": "ResourceNotFoundException"}
    with pytest.raises(StorageUnavailable):
        nowhere.create(UPLOAD)


def test_dynamodb_is_told_when_to_delete_a_row(uploads: Uploads) -> None:
    uploads.create(UPLOAD)
    found = dynamodb_client().get_item(TableName=UPLOADS_TABLE, Key={"id": {"S": UPLOAD.id}})
    expected = int((NOW + timedelta(days=30)).timestamp())
    assert found["Item"]["delete_at"] == {"N": str(expected)}
