"""Leave to upload, and what is told of uploads and predictions while they are on their way."""

import io
import json
import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.api.uploads.routes import curl
from functions.http.lambda_adapter import Handler
from functions.http.limits import POLL_SECONDS
from functions.prediction_schemas.example import PREDICTION
from local.names import UPLOADS_BUCKET
from talent.audio.media_types import ACCEPTED
from talent.aws.objects import S3Objects
from talent.aws.uploads import DynamoUploads
from talent.errors import NoVoice
from talent.ports import PresignedPost
from talent.uploads.presign import new_upload
from talent.uploads.upload import Purpose, Status, Upload
from tests.functional.events import Reply, call, event, problem

pytestmark = pytest.mark.usefixtures("aws")

UPLOADS = "/api/v1/uploads"
PREDICTIONS = "/api/v1/predictions"
WAV = {"content_type": "audio/wav"}
Made = Callable[..., Upload]


def post(handler: Handler, body: object) -> Reply:
    """Return the answer to a request for leave to upload."""
    headers = {"Content-Type": "application/json"}
    return call(handler, event("POST", UPLOADS, headers=headers, body=json.dumps(body).encode()))


def get(handler: Handler, path: str, **headers: str) -> Reply:
    """Return the answer to a question."""
    made = event("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    return call(handler, made)


@pytest.fixture
def made(uploads: DynamoUploads) -> Made:
    """Make an upload as it is after some steps."""

    def make(
        *steps: Status,
        age: float = 0.0,
        purpose: Purpose = Purpose.PREDICTION,
        **last: Any,
    ) -> Upload:
        now = datetime.now(UTC) - timedelta(seconds=age)
        upload = new_upload(
            purpose=purpose,
            content_type="audio/wav",
            filename="täke.wav",
            wanted={},
            claim=None,
            now=now,
        )
        uploads.create(upload)
        for number, step in enumerate(steps, start=1):
            brought = last if number == len(steps) else {}
            upload = uploads.move(upload, step, now=now, **brought)
        return upload

    return make


def test_leave_is_given_for_one_file(api: Handler, uploads: DynamoUploads) -> None:
    asked = {**WAV, "filename": "täke 🎤.wav", "timeline": True, "analysis": "full", "size": 5}
    reply = post(api, asked)
    answer = reply.json()
    assert reply.status == 201
    assert answer["location"] == reply.headers["location"] == f"{PREDICTIONS}/{answer['id']}"
    assert answer["url"] == f"https://{UPLOADS_BUCKET}.s3.eu-central-1.amazonaws.com/"
    assert answer["fields"]["key"] == f"uploads/{answer['id']}"
    assert answer["max_bytes"] == 50_000_000
    row = uploads.get(answer["id"])
    assert (row.purpose, row.status) == (Purpose.PREDICTION, Status.AWAITING_UPLOAD)
    assert row.filename == "täke 🎤.wav"
    assert row.wanted == {"timeline": True, "contour": False, "analysis": "full"}
    left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
    assert timedelta(seconds=290) < left <= timedelta(seconds=300)


@pytest.mark.parametrize("name", [*sorted(ACCEPTED), "Audio/WAV", "audio/ogg; codecs=opus"])
def test_the_usual_names_of_the_formats_are_accepted(api: Handler, name: str) -> None:
    reply = post(api, {"content_type": name})
    assert reply.status == 201
    expected = name.partition(";")[0].lower()
    assert reply.json()["fields"]["Content-Type"] == expected


@pytest.mark.parametrize("name", ["", "text/html", "audio/", "video/mp4", "audio/wav\r\nX: y"])
def test_other_content_types_are_refused(api: Handler, name: str) -> None:
    document = problem(post(api, {"content_type": name}), 415, "unsupported_format")
    assert "audio/wav" in document["advice"]


def test_too_much_is_refused_at_once(api: Handler) -> None:
    assert post(api, {**WAV, "size": 50_000_000}).status == 201
    document = problem(post(api, {**WAV, "size": 50_000_001}), 413, "too_large")
    assert document["values"] == {"bytes": 50_000_001, "limit_bytes": 50_000_000}
    problem(post(api, {**WAV, "size": 0}), 422, "empty_file")


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        "audio/wav",
        {**WAV, "purpose": "data"},
        {**WAV, "size": -1},
        {**WAV, "size": "many"},
        {**WAV, "size": 10**400},
        {**WAV, "filename": 7},
        {**WAV, "filename": "x" * 4097},
        {**WAV, "analysis": "half"},
        {**WAV, "timeline": None},
        {"content_type": None},
    ],
)
def test_what_makes_no_sense_is_refused(api: Handler, body: object) -> None:
    problem(post(api, body), 422, "invalid_request")


def test_a_long_name_is_cut(api: Handler, uploads: DynamoUploads) -> None:
    answer = post(api, {**WAV, "filename": "🎤" * 4096}).json()
    assert uploads.get(answer["id"]).filename == "🎤" * 255


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        ("take_1.flac", "take_1.flac"),
        ("", "take.wav"),
        ("my take.wav", "take.wav"),
        ("-o", "take.wav"),
        ("a;type=x", "take.wav"),
        ("$(reboot).wav", "take.wav"),
    ],
)
def test_the_command_holds_nothing_a_shell_would_run(filename: str, shown: str) -> None:
    fields = {"key": "it's $HOME", "policy": "a+/=="}
    words = shlex.split(curl(PresignedPost("https://example.com/b?x=1&y", fields), filename))
    assert words == [
        *("curl", "-sS", "--form-string", "key=it's $HOME", "--form-string", "policy=a+/=="),
        *("-F", f"file=@{shown}", "https://example.com/b?x=1&y"),
    ]


@pytest.mark.parametrize("path", [UPLOADS, PREDICTIONS])
@pytest.mark.parametrize("one", ["0" * 32, "0" * 31, "A" * 32, "..", "x" * 300, "é", "0" * 33])
def test_an_id_that_is_none(api: Handler, path: str, one: str) -> None:
    problem(get(api, f"{path}/{one}"), 404, "upload_unknown")


@pytest.mark.parametrize(
    ("steps", "age", "told"),
    [
        ((), 0, "awaiting_upload"),
        ((), 301, "expired"),
        ((Status.PROCESSING,), 0, "processing"),
        ((Status.PROCESSING,), 301, "processing"),
        ((Status.PROCESSING, Status.REFUSED), 0, "refused"),
        ((Status.PROCESSING, Status.FAILED), 0, "failed"),
    ],
)
def test_every_status_is_told(
    api: Handler, made: Made, steps: tuple[Status, ...], age: float, told: str
) -> None:
    upload = made(*steps, age=age)
    for path in (UPLOADS, PREDICTIONS):
        reply = get(api, f"{path}/{upload.id}")
        assert reply.status == 200
        assert reply.json()["status"] == told
        later = told in {"awaiting_upload", "processing"}
        assert reply.headers.get("retry-after") == (str(POLL_SECONDS) if later else None)


@pytest.mark.parametrize("age", [0, 301])
def test_a_file_that_has_come_is_being_processed_however_late_its_worker_is(
    api: Handler, made: Made, objects: S3Objects, age: float
) -> None:
    upload = made(age=age)
    objects.put(upload.key, b"sound", content_type="audio/wav")
    assert get(api, f"{PREDICTIONS}/{upload.id}").json()["status"] == "processing"


@pytest.mark.parametrize("steps", [(), (Status.PROCESSING,)])
def test_what_the_queue_gave_up_is_told_as_failed_and_stays_so(
    api: Handler, made: Made, objects: S3Objects, steps: tuple[Status, ...]
) -> None:
    upload = made(*steps, age=7200)
    objects.put(upload.key, b"sound", content_type="audio/wav")
    first, again = (get(api, f"{PREDICTIONS}/{upload.id}") for _ in range(2))
    assert first.json()["status"] == "failed"
    assert first.json()["error"]["code"] == "analysis_unfinished"
    assert first.json()["error"]["instance"] == f"{PREDICTIONS}/{upload.id}"
    assert (again.json(), again.headers["etag"]) == (first.json(), first.headers["etag"])
    assert "retry-after" not in first.headers


def test_the_judgement_is_in_the_answer_as_it_was_written(
    api: Handler, made: Made, objects: S3Objects
) -> None:
    upload = made(Status.PROCESSING, Status.DONE, result="results/x.json")
    objects.put("results/x.json", json.dumps(PREDICTION).encode(), content_type="x/y")
    answer = get(api, f"{PREDICTIONS}/{upload.id}").json()
    assert (answer["status"], answer["error"]) == ("done", None)
    assert answer["filename"] == "täke.wav"
    assert answer["result"] == PREDICTION


def test_a_refusal_is_in_the_answer_as_a_problem(api: Handler, made: Made) -> None:
    from functions.http.errors import problem_of

    told = problem_of(NoVoice("Silence", values={"notes": 0}))
    document = told.document(instance="/api/v1/predictions/x", request_id="r")
    upload = made(Status.PROCESSING, Status.REFUSED, problem=document)
    for path in (UPLOADS, PREDICTIONS):
        answer = get(api, f"{path}/{upload.id}").json()
        assert answer["error"] == document
        assert answer.get("result") is None


def test_data_is_seen_as_an_upload_and_is_no_prediction(api: Handler, made: Made) -> None:
    upload = made(Status.PROCESSING, Status.DONE, purpose=Purpose.DATA, result="a" * 32)
    document = problem(get(api, f"{PREDICTIONS}/{upload.id}"), 404, "upload_unknown")
    assert f"{UPLOADS}/{upload.id}" in document["advice"]
    answer = get(api, f"{UPLOADS}/{upload.id}").json()
    assert (answer["purpose"], answer["location"]) == ("data", f"/api/v1/data/{'a' * 32}")
    waiting = made(purpose=Purpose.DATA)
    assert get(api, f"{UPLOADS}/{waiting.id}").json()["location"] is None


def test_an_answer_that_has_not_changed_is_not_sent_again(
    api: Handler, made: Made, uploads: DynamoUploads
) -> None:
    upload = made()
    path = f"{PREDICTIONS}/{upload.id}"
    first = get(api, path)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (etag, "*", f'"other", {etag}', f"W/{etag}"):
        again = get(api, path, If_None_Match=known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["retry-after"] == str(POLL_SECONDS)
    assert get(api, path, If_None_Match='"other"').status == 200
    uploads.move(upload, Status.PROCESSING, now=datetime.now(UTC))
    changed = get(api, path, If_None_Match=etag)
    assert changed.status == 200
    assert changed.headers["etag"] != etag


def test_compressed_it_is_another_representation(
    api: Handler, made: Made, objects: S3Objects
) -> None:
    upload = made(Status.PROCESSING, Status.DONE, result="results/x.json")
    objects.put("results/x.json", json.dumps(PREDICTION).encode(), content_type="x/y")
    path = f"{PREDICTIONS}/{upload.id}"
    plain = get(api, path).headers["etag"]
    packed = get(api, path, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] != plain
    assert get(api, path, Accept_Encoding="gzip", If_None_Match=plain).status == 200
    known = packed.headers["etag"]
    assert get(api, path, Accept_Encoding="gzip", If_None_Match=known).status == 304


def test_nothing_is_asked_of_storage_for_an_id_that_is_none(
    api: Handler, uploads: DynamoUploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "get", None)
    problem(get(api, f"{UPLOADS}/nonsense"), 404, "upload_unknown")


def test_names_stay_out_of_the_log(api: Handler, made: Made, log: io.StringIO) -> None:
    post(api, {**WAV, "filename": "somebody.wav"})
    post(api, {**WAV, "filename": "somebody.wav", "content_type": "text/somebody"})
    get(api, f"{UPLOADS}/{made().id}")
    assert "request" in log.getvalue()
    assert "somebody" not in log.getvalue()
    assert "täke" not in log.getvalue()
    assert "t\\u00e4ke" not in log.getvalue()


def test_a_row_of_another_age_is_unknown(api: Handler, uploads: DynamoUploads, made: Made) -> None:
    upload = made(age=31 * 86_400)
    problem(get(api, f"{UPLOADS}/{upload.id}"), 404, "upload_unknown")
    young = replace(upload, id="f" * 32, created_at=datetime.now(UTC))
    uploads.create(young)
    assert get(api, f"{UPLOADS}/{young.id}").status == 200
