"""Messages that come again, and those that announce no upload."""

import io
import json

import pytest

from functions.analyse.batch import Handler
from talent.aws.uploads import DynamoUploads
from talent.uploads.upload import Status, Upload
from tests.functional.analyse.conftest import Send
from tests.functional.conftest import FakePredict
from tests.functional.events import load
from tests.functional.messages import deliver, message, name

pytestmark = pytest.mark.usefixtures("aws")


def test_a_message_that_comes_again_changes_nothing(
    analyse: Handler, send: Send, judge: FakePredict, uploads: DynamoUploads
) -> None:
    upload = send()
    for number in range(3):
        assert deliver(analyse, message(upload.id, number=number, receives=number + 1)) == []
    assert judge.heard == [b"sound"]
    assert uploads.get(upload.id).attempts == 1


def test_the_same_file_twice_in_one_batch_is_judged_once(
    analyse: Handler, send: Send, judge: FakePredict
) -> None:
    upload = send()
    assert deliver(analyse, message(upload.id, number=1), message(upload.id, number=2)) == []
    assert judge.heard == [b"sound"]


def test_each_message_is_parsed_and_each_row_read_once_in_a_batch(
    analyse: Handler,
    send: Send,
    uploads: DynamoUploads,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent = [send(b"take" + bytes([number])).id for number in range(3)]
    batch = [message(upload_id, number=number) for number, upload_id in enumerate(sent)]
    reads: list[str] = []
    parsed: list[str] = []
    get, loads = uploads.get, json.loads

    def counted_get(upload_id: str) -> Upload:
        reads.append(upload_id)
        return get(upload_id)

    def counted_loads(text: str, **options: object) -> object:
        if "ObjectCreated:" in text:
            parsed.append(text)
        return loads(text, **options)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(uploads, "get", counted_get)
    monkeypatch.setattr(json, "loads", counted_loads)
    assert deliver(analyse, *batch) == []
    assert sorted(reads) == sorted(sent)
    assert parsed == [one["body"] for one in batch]


def test_what_s3_sends_to_try_the_queue_is_taken_in_silence(
    analyse: Handler, log: io.StringIO
) -> None:
    assert deliver(analyse, *load("sqs_s3_test")["Records"]) == []
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    "key",
    [
        "uploads/",
        "uploads/secret-name.wav",
        "uploads/" + "0" * 31,
        "uploads/" + "0" * 33,
        "uploads/" + "A" * 32,
        "uploads/" + "0" * 32 + "/..",
        "results/" + "0" * 32,
        "uploads/" + "0" * 32,  # looks right and has no row
    ],
)
def test_keys_that_are_no_uploads_are_dropped_with_a_line_that_does_not_quote_them(
    analyse: Handler, judge: FakePredict, log: io.StringIO, key: str
) -> None:
    assert deliver(analyse, message("", key=key)) == []
    assert judge.heard == []
    (line,) = log.getvalue().splitlines()
    assert json.loads(line)["message"] in {"not_an_upload", "unknown_upload"}
    assert key not in line


def test_keys_are_decoded_as_s3_encodes_them(
    analyse: Handler, send: Send, uploads: DynamoUploads
) -> None:
    upload = send()
    assert deliver(analyse, message("", key=f"uploads%2F{upload.id}")) == []
    assert uploads.get(upload.id).status is Status.DONE


def test_files_of_other_buckets_and_deletions_are_left_alone(
    analyse: Handler, send: Send, uploads: DynamoUploads
) -> None:
    upload = send()
    other, gone = message(upload.id, number=1), message(upload.id, number=2)
    other["body"] = other["body"].replace("singing-talent-local-uploads", "another-bucket")
    gone["body"] = gone["body"].replace("ObjectCreated:Post", "ObjectRemoved:Delete")
    assert deliver(analyse, other, gone) == []
    assert uploads.get(upload.id) == upload


@pytest.mark.parametrize(
    "body", ["", "not json", "[]", "{}", '{"Records": [{}]}', '{"Records": 1}', "[" * 100_000]
)
def test_a_message_that_s3_did_not_write_becomes_a_dead_letter(
    analyse: Handler, send: Send, uploads: DynamoUploads, body: str
) -> None:
    upload = send()
    strange = {**message(upload.id, number=1), "body": body}
    assert deliver(analyse, strange, message(upload.id, number=2)) == [name(1)]
    assert uploads.get(upload.id).status is Status.DONE
