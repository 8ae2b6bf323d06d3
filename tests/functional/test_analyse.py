"""What becomes of uploaded files, with a fake in place of the judging."""

import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from functions.analyse.app import build
from functions.analyse.batch import Handler
from functions.analyse.settings import AnalyseSettings
from functions.analyse.work import Analyst
from functions.judgement.replies import PredictionReply
from local.functions import DATA_BUCKET, RECORDINGS_TABLE, SETTINGS
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.uploads import DynamoUploads
from talent.errors import CorruptAudio, ModelMissing, NoVoice, StateConflict, StorageUnavailable
from talent.model.artifact import Model
from talent.records import Purpose, Status, Upload
from talent.usecases.judge import Judgement, Wanted
from talent.usecases.permit import new_upload
from talent.usecases.submit import submit
from tests.functional.conftest import FakeJudge, FakeStore
from tests.functional.events import load
from tests.functional.messages import deliver, message, name

pytestmark = pytest.mark.usefixtures("aws")

FILENAME = "my-däughter-sings 🎤.wav"
Send = Callable[..., Upload]


class Killed(BaseException):
    """Stands for the end of a process: nothing in the code under test can catch it."""


@pytest.fixture
def analyse(
    store: FakeStore, judge: FakeJudge, uploads: DynamoUploads, objects: S3Objects
) -> Handler:
    return handler(store, judge, uploads, objects)


def handler(
    store: FakeStore,
    judge: Callable[[bytes, Model, Wanted], Judgement],
    uploads: DynamoUploads,
    objects: S3Objects,
    lease: float = 0.0,
) -> Handler:
    settings = AnalyseSettings.model_validate({**SETTINGS, "lease_seconds": lease})
    return build(
        settings,
        store=store,
        judge=judge,
        uploads=uploads,
        objects=objects,
        recordings=DynamoRecordings(RECORDINGS_TABLE),
        data=S3Objects(DATA_BUCKET),
    )


@pytest.fixture
def send(uploads: DynamoUploads, objects: S3Objects) -> Send:
    def put(content: bytes = b"sound", **wanted: object) -> Upload:
        return submit(
            content,
            content_type="audio/wav",
            filename=FILENAME,
            wanted=wanted,
            uploads=uploads,
            objects=objects,
            now=datetime.now(UTC),
        )

    return put


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
    PredictionReply.model_validate(found)


def test_what_was_wanted_is_in_the_answer(
    analyse: Handler, send: Send, uploads: DynamoUploads, objects: S3Objects
) -> None:
    upload = send(timeline=True, contour=True, analysis="full")
    deliver(analyse, message(upload.id))
    found = answer(objects, uploads.get(upload.id))
    assert len(found["timeline"]) == 2
    assert len(found["detail"]["contour"]["cents"]) > 1_000
    assert len(found["acoustic"]) == 37


def test_a_message_that_comes_again_changes_nothing(
    analyse: Handler, send: Send, judge: FakeJudge, uploads: DynamoUploads
) -> None:
    upload = send()
    for number in range(3):
        assert deliver(analyse, message(upload.id, number=number, receives=number + 1)) == []
    assert judge.heard == [b"sound"]
    assert uploads.get(upload.id).attempts == 1


def test_the_same_file_twice_in_one_batch_is_judged_once(
    analyse: Handler, send: Send, judge: FakeJudge
) -> None:
    upload = send()
    assert deliver(analyse, message(upload.id, number=1), message(upload.id, number=2)) == []
    assert judge.heard == [b"sound"]


def test_a_refusal_is_the_answer(
    analyse: Handler, send: Send, judge: FakeJudge, uploads: DynamoUploads, objects: S3Objects
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
    analyse: Handler, send: Send, judge: FakeJudge, uploads: DynamoUploads
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


def test_without_a_model_the_message_waits_and_no_attempt_is_counted(
    analyse: Handler, send: Send, store: FakeStore, uploads: DynamoUploads
) -> None:
    model, store.held = store.held, ModelMissing("No manifest")
    upload = send()
    for receives in (1, 2, 3):
        assert deliver(analyse, message(upload.id, receives=receives)) == [name(0)]
    assert uploads.get(upload.id) == upload
    store.held = model
    assert deliver(analyse, message(upload.id)) == []
    assert uploads.get(upload.id).status is Status.DONE


def test_storage_that_does_not_answer_is_asked_again(
    analyse: Handler, send: Send, uploads: DynamoUploads, objects: S3Objects
) -> None:
    upload = send()
    put = objects.put

    def unavailable(*_: object, **__: object) -> None:
        raise StorageUnavailable("It did not answer")

    objects.put = unavailable  # type: ignore[method-assign]  # S3, for as long as it is down
    assert deliver(analyse, message(upload.id)) == [name(0)]
    objects.put = put  # type: ignore[method-assign]
    assert deliver(analyse, message(upload.id, receives=2)) == []
    row = uploads.get(upload.id)
    assert (row.status, row.attempts) == (Status.DONE, 2)


def test_what_fails_twice_has_failed_and_its_message_becomes_a_dead_letter(
    analyse: Handler, send: Send, judge: FakeJudge, uploads: DynamoUploads
) -> None:
    judge.faults = {b"odd": RuntimeError("unexpected")}
    upload = send(b"odd")
    for receives in (1, 2, 3):
        assert deliver(analyse, message(upload.id, receives=receives)) == [name(0)]
    assert judge.heard == [b"odd", b"odd"]
    row = uploads.get(upload.id)
    assert (row.status, row.attempts) == (Status.FAILED, 2)
    assert row.problem is not None
    assert (row.problem["code"], row.problem["status"]) == ("analysis_unfinished", 500)
    assert "2 times" in row.problem["detail"]
    assert deliver(analyse, message(upload.id, receives=4)) == []


@pytest.mark.parametrize("killers", [{1}, {0}, {4}, {0, 3}])
def test_files_that_kill_the_worker_never_take_the_others_with_them(
    send: Send,
    store: FakeStore,
    judge: FakeJudge,
    uploads: DynamoUploads,
    objects: S3Objects,
    killers: set[int],
) -> None:
    def deadly(content: bytes, model: Model, wanted: Wanted) -> Judgement:
        if content.startswith(b"killer"):
            raise Killed
        return judge(content, model, wanted)

    sent = [send((b"killer" if n in killers else b"take") + bytes([n])) for n in range(5)]
    analyse = handler(store, deadly, uploads, objects)
    for receives in (1, 2, 3):
        batch = [message(upload.id, number=n, receives=receives) for n, upload in enumerate(sent)]
        try:
            failed = deliver(analyse, *batch)
        except Killed:
            assert receives < 3, "it was tried too often"
            continue
        assert set(failed) == {name(n) for n in killers}
    status = {n: uploads.get(upload.id).status for n, upload in enumerate(sent)}
    assert {n for n in status if status[n] is Status.FAILED} == killers
    assert {n for n in status if status[n] is Status.DONE} == set(range(5)) - killers
    assert sorted(judge.heard) == sorted(b"take" + bytes([n]) for n in set(range(5)) - killers)


def test_a_file_that_a_live_worker_has_is_left_to_it(
    send: Send, store: FakeStore, judge: FakeJudge, uploads: DynamoUploads, objects: S3Objects
) -> None:
    upload = send()
    began = datetime.now(UTC)
    uploads.move(upload, Status.PROCESSING, now=began)
    patient = handler(store, judge, uploads, objects, lease=120.0)
    for receives in (1, 3):
        assert deliver(patient, message(upload.id, receives=receives)) == [name(0)]
    assert judge.heard == []
    assert uploads.get(upload.id).attempts == 1
    uploads.create(old := replace(upload, id="e" * 32, key=upload.key))
    uploads.move(old, Status.PROCESSING, now=began - timedelta(seconds=121))
    assert deliver(patient, message(old.id)) == []
    assert uploads.get(old.id).attempts == 2


def test_of_many_workers_that_get_the_same_message_at_once_one_judges(
    send: Send, store: FakeStore, judge: FakeJudge, uploads: DynamoUploads, objects: S3Objects
) -> None:
    workers = 12
    upload = send()
    analyst = Analyst(
        store,
        judge,
        uploads,
        objects,
        DynamoRecordings(RECORDINGS_TABLE),
        S3Objects(DATA_BUCKET),
        timedelta(seconds=120),
    )
    together = Barrier(workers)

    def work(_: int) -> bool:
        together.wait()
        try:
            analyst.analyse(upload.id, last=False, request_id="r")
        except StateConflict:
            return False
        return True

    with ThreadPoolExecutor(workers) as pool:
        outcomes = list(pool.map(work, range(workers)))
    # Whoever comes after the end finds nothing to do; the others are told to come again.
    assert any(outcomes)
    assert judge.heard == [b"sound"]
    row = uploads.get(upload.id)
    assert (row.status, row.attempts) == (Status.DONE, 1)


def test_a_file_that_is_gone_is_refused(
    analyse: Handler, uploads: DynamoUploads, judge: FakeJudge
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
    analyse: Handler, judge: FakeJudge, log: io.StringIO, key: str
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


def test_the_log_holds_no_name_and_no_text_of_an_exception(
    analyse: Handler, send: Send, judge: FakeJudge, log: io.StringIO
) -> None:
    judge.faults = {b"odd": RuntimeError(f"cannot read {FILENAME}"), b"hum": NoVoice(FILENAME)}
    batch = [message(send(c).id, number=n) for n, c in enumerate([b"odd", b"hum", b"good"])]
    assert deliver(analyse, *batch) == [name(0)]
    written = log.getvalue()
    lines = [json.loads(line)["message"] for line in written.splitlines()]
    assert sorted(lines) == ["fault", "judged", "refused"]
    assert "sings" not in written
