"""Predictions of uploaded recordings, and predictions that come later."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.http.lambda_adapter import Handler
from functions.http.limits import POLL_SECONDS
from talent.aws.objects import S3Objects
from talent.aws.uploads import DynamoUploads
from talent.errors import ModelMissing, NoVoice
from talent.uploads.presign import new_upload
from talent.uploads.upload import Purpose, Status, Upload
from tests.functional.conftest import FakePredict, FakeStore
from tests.functional.events import BATCH, SINGLE, Reply, call, event, problem, upload

pytestmark = pytest.mark.usefixtures("aws")

ASYNC = {"Prefer": "respond-async"}
Put = Callable[..., Upload]


def post(
    handler: Handler,
    path: str,
    body: object,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> Reply:
    """Return the answer to JSON."""
    told = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return call(handler, event("POST", path, headers=told, body=sent, query=query))


def later(made: dict[str, Any], prefer: str = "respond-async") -> dict[str, Any]:
    """Return an event with the preference not to wait."""
    made["headers"]["Prefer"] = prefer
    made["multiValueHeaders"]["Prefer"] = [prefer]
    return made


@pytest.fixture
def put(uploads: DynamoUploads, objects: S3Objects) -> Put:
    """Make an upload, and its file unless there is to be none."""

    def make(content: bytes | None = b"sound", *, age: float = 0.0, **facts: Any) -> Upload:
        made = new_upload(
            purpose=Purpose.PREDICTION,
            content_type="audio/flac",
            filename="täke.flac",
            wanted={"timeline": True},
            claim=None,
            now=datetime.now(UTC) - timedelta(seconds=age),
        )
        made = replace(made, **facts)
        uploads.create(made)
        if content is not None:
            objects.put(made.key, content, content_type=made.content_type)
        return made

    return make


def test_an_uploaded_recording_is_judged_with_what_is_asked_now(
    predict: Handler, judge: FakePredict, put: Put, uploads: DynamoUploads
) -> None:
    big = put(bytes(5_000_000))
    reply = post(predict, SINGLE, {"upload_id": big.id}, query={"analysis": "full"})
    answer = reply.json()
    assert reply.status == 200
    assert (answer["filename"], answer["label"]) == ("täke.flac", "good")
    assert answer["timeline"] is None
    assert len(answer["acoustic"]) == 37
    assert [len(heard) for heard in judge.heard] == [5_000_000]
    assert uploads.get(big.id) == big


def test_a_batch_of_uploaded_recordings(predict: Handler, judge: FakePredict, put: Put) -> None:
    judge.faults = {b"hum": NoVoice("Silence")}
    one, hum = put(b"one"), put(b"hum")
    answer = post(predict, BATCH, {"upload_ids": [one.id, hum.id, "f" * 32]}).json()
    assert (answer["total"], answer["successful"], answer["failed"]) == (3, 1, 2)
    good, refused, unknown = answer["results"]
    assert (good["filename"], good["label"]) == ("täke.flac", "good")
    assert (refused["filename"], refused["upload_id"]) == ("täke.flac", hum.id)
    assert refused["error"]["code"] == "no_voice"
    assert (unknown["filename"], unknown["upload_id"]) == ("", "f" * 32)
    assert unknown["error"]["code"] == "upload_unknown"


@pytest.mark.parametrize("headers", [{}, ASYNC])
def test_what_is_not_there_cannot_be_judged(
    predict: Handler, judge: FakePredict, put: Put, headers: dict[str, str]
) -> None:
    waiting, late = put(None), put(None, age=301)
    gone, data = put(None, status=Status.DONE), put(purpose=Purpose.DATA)
    for upload_id, status, code in (
        ("f" * 32, 404, "upload_unknown"),
        (waiting.id, 409, "upload_incomplete"),
        (late.id, 410, "upload_expired"),
        (gone.id, 410, "upload_expired"),
        (data.id, 409, "wrong_purpose"),
    ):
        problem(post(predict, SINGLE, {"upload_id": upload_id}, headers), status, code)
        reply = post(predict, BATCH, {"upload_ids": [upload_id]}, headers)
        assert reply.json()["results"][0]["error"]["code"] == code
    assert judge.heard == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (SINGLE, {}),
        (SINGLE, b"{"),
        (SINGLE, b"\xff"),
        (SINGLE, b"[" * 10_000),
        (SINGLE, []),
        (SINGLE, {"upload_id": 7}),
        (SINGLE, {"upload_id": "f" * 31}),
        (SINGLE, {"upload_id": "f" * 32 + "\n"}),
        (SINGLE, {"upload_id": "F" * 32}),
        (SINGLE, {"upload_id": "../" + "f" * 29}),
        (SINGLE, {"upload_id": "f" * 32, "timeline": True}),
        (SINGLE, {"upload_ids": ["f" * 32]}),
        (BATCH, {"upload_ids": []}),
        (BATCH, {"upload_ids": "f" * 32}),
        (BATCH, {"upload_ids": ["f" * 32, "x"]}),
        (BATCH, {"upload_ids": ["f" * 32] * 101}),
    ],
)
def test_json_that_names_no_upload(predict: Handler, path: str, body: object) -> None:
    document = problem(post(predict, path, body), 422, "invalid_request")
    assert document["detail"].startswith("body")


def test_too_many_uploads(predict: Handler) -> None:
    reply = post(predict, BATCH, {"upload_ids": ["f" * 32] * 4})
    assert problem(reply, 400, "too_many_files")["values"] == {"files": 4, "limit": 3}


def test_who_would_rather_not_wait_gets_an_address(
    predict: Handler, judge: FakePredict, uploads: DynamoUploads, objects: S3Objects
) -> None:
    made = upload(SINGLE, [("file", ("täke.wav", b"sound"))], query={"contour": "true"})
    reply = call(predict, later(made))
    answer = reply.json()
    assert reply.status == 202
    assert reply.headers["location"] == f"/api/v1/predictions/{answer['id']}"
    assert reply.headers["preference-applied"] == "respond-async"
    assert reply.headers["retry-after"] == str(POLL_SECONDS)
    assert answer == {
        "id": answer["id"],
        "filename": "täke.wav",
        "status": "processing",
        "location": reply.headers["location"],
    }
    row = uploads.get(answer["id"])
    assert row.wanted == {"timeline": False, "contour": True, "analysis": "singing"}
    assert (row.status, row.content_type) == (Status.AWAITING_UPLOAD, "audio/x-wav")
    assert objects.get(row.key) == b"sound"
    assert judge.heard == []


def test_without_a_model_it_is_accepted_all_the_same(predict: Handler, store: FakeStore) -> None:
    store.held = ModelMissing("No manifest")
    reply = call(predict, later(upload(SINGLE, [("file", ("a", b"sound"))])))
    assert reply.status == 202


def test_an_uploaded_recording_is_copied_to_be_judged_again(
    predict: Handler, put: Put, uploads: DynamoUploads, objects: S3Objects
) -> None:
    first = put(b"sound", status=Status.DONE)
    answer = post(predict, SINGLE, {"upload_id": first.id}, ASYNC, {"analysis": "full"}).json()
    assert answer["id"] != first.id
    row = uploads.get(answer["id"])
    assert row.wanted == {"timeline": False, "contour": False, "analysis": "full"}
    assert (row.filename, row.content_type) == ("täke.flac", "audio/flac")
    assert objects.get(row.key) == objects.get(first.key) == b"sound"
    assert uploads.get(first.id) == first


def test_a_batch_that_does_not_wait_has_an_address_for_each_file(
    predict: Handler, uploads: DynamoUploads, objects: S3Objects
) -> None:
    files = [("files", ("a", b"one")), ("files", ("big", bytes(4_500_001)))]
    reply = call(predict, later(upload(BATCH, files)))
    answer = reply.json()
    assert reply.status == 202
    assert "location" not in reply.headers
    assert (answer["total"], answer["accepted"], answer["failed"]) == (2, 1, 1)
    good, big = answer["results"]
    assert good["location"] == f"/api/v1/predictions/{good['id']}"
    assert objects.get(uploads.get(good["id"]).key) == b"one"
    assert (big["filename"], big["error"]["code"]) == ("big", "too_large")


@pytest.mark.parametrize(
    ("prefer", "status"),
    [
        ("respond-async", 202),
        ("wait=10, Respond-Async; x=y", 202),
        ("respond-async=1", 200),
        ("return=minimal", 200),
        ("", 200),
    ],
)
def test_other_preferences_are_ignored(predict: Handler, prefer: str, status: int) -> None:
    made = later(upload(SINGLE, [("file", ("a", b"sound"))]), prefer)
    assert call(predict, made).status == status


def test_the_same_request_with_the_same_key_puts_nothing_in_line_twice(predict: Handler) -> None:
    answers = []
    for _ in range(2):
        made = later(upload(SINGLE, [("file", ("a", b"sound"))]))
        made["headers"]["Idempotency-Key"] = "k"
        made["multiValueHeaders"]["Idempotency-Key"] = ["k"]
        answers.append(call(predict, made))
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"
