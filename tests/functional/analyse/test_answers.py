"""What becomes of uploaded files, with a fake in place of the judging."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from functions.analyse.batch import Handler
from functions.prediction_schemas.prediction_reply import PredictionReply
from talent.aws.objects import S3Objects
from talent.aws.uploads import DynamoUploads
from talent.errors import CorruptAudio, NoVoice
from talent.uploads.presign import new_upload
from talent.uploads.upload import Purpose, Status, Upload
from tests.functional.analyse.conftest import FILENAME, Send
from tests.functional.conftest import FakePredict
from tests.functional.messages import deliver, message, name

pytestmark = pytest.mark.usefixtures("aws")


def answer(objects: S3Objects, upload: Upload) -> dict[str, Any]:
    assert upload.result is not None
    found: dict[str, Any] = json.loads(objects.get(upload.result))
    return found


def test_a_file_is_judged_and_the_answer_kept(
    analyse: Handler, send: Send, uploads: DynamoUploads, objects: S3Objects
) -> None:
    upload = send()
    assert deliver(analyse, message(upload.id)) == []
    row = uploads.get(upload.id)
    assert (row.status, row.attempts, row.problem) == (Status.DONE, 1, None)
    assert row.result == f"results/{upload.id}.json"
    found = answer(objects, row)
    assert (found["filename"], found["label"]) == (FILENAME, "good")
    assert found["timeline"] is None
    TypeAdapter(PredictionReply).validate_python(found)


def test_what_was_wanted_is_in_the_answer(
    analyse: Handler, send: Send, uploads: DynamoUploads, objects: S3Objects
) -> None:
    upload = send(timeline=True, contour=True, analysis="full")
    deliver(analyse, message(upload.id))
    found = answer(objects, uploads.get(upload.id))
    assert len(found["timeline"]) == 2
    assert len(found["detail"]["contour"]["cents"]) > 1_000
    assert len(found["acoustic"]) == 37


def test_a_refusal_is_the_answer(
    analyse: Handler, send: Send, judge: FakePredict, uploads: DynamoUploads, objects: S3Objects
) -> None:
    judge.faults = {b"hum": NoVoice("Silence", advice="Sing", values={"notes": 0})}
    upload = send(b"hum")
    assert deliver(analyse, message(upload.id)) == []
    row = uploads.get(upload.id)
    assert (row.status, row.result) == (Status.REFUSED, None)
    assert row.problem is not None
    assert (row.problem["code"], row.problem["status"]) == ("no_voice", 422)
    assert row.problem["instance"] == f"/api/v1/predictions/{upload.id}"
    assert row.problem["values"] == {"notes": 0}
    assert not objects.has(f"results/{upload.id}.json")


def test_one_bad_file_does_not_spoil_a_batch(
    analyse: Handler, send: Send, judge: FakePredict, uploads: DynamoUploads
) -> None:
    judge.faults = {b"bad": CorruptAudio("Damaged"), b"odd": RuntimeError("unexpected")}
    sent = [send(content) for content in (b"one", b"bad", b"odd", b"two")]
    batch = [message(upload.id, number=n) for n, upload in enumerate(sent)]
    assert deliver(analyse, *batch) == [name(2)]
    assert [uploads.get(upload.id).status for upload in sent] == [
        Status.DONE,
        Status.REFUSED,
        Status.PROCESSING,
        Status.DONE,
    ]


def test_a_file_that_is_gone_is_refused(
    analyse: Handler, uploads: DynamoUploads, judge: FakePredict
) -> None:
    upload = new_upload(
        purpose=Purpose.PREDICTION,
        content_type="audio/wav",
        filename="",
        wanted={},
        claim=None,
        now=datetime.now(UTC),
    )
    uploads.create(upload)
    assert deliver(analyse, message(upload.id)) == []
    row = uploads.get(upload.id)
    assert row.status is Status.REFUSED
    assert row.problem is not None
    assert row.problem["code"] == "object_missing"


def test_the_log_holds_no_name_and_no_text_of_an_exception(
    analyse: Handler, send: Send, judge: FakePredict, log: io.StringIO
) -> None:
    judge.faults = {b"odd": RuntimeError(f"cannot read {FILENAME}"), b"hum": NoVoice(FILENAME)}
    batch = [message(send(c).id, number=n) for n, c in enumerate([b"odd", b"hum", b"good"])]
    assert deliver(analyse, *batch) == [name(0)]
    written = log.getvalue()
    lines = [json.loads(line)["message"] for line in written.splitlines()]
    assert sorted(lines) == ["fault", "judged", "refused"]
    assert "sings" not in written
