"""Uploaded files whose judging fails, kills its worker, or has begun elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from functions.analyse.batch import Handler
from functions.analyse.work import Analyst
from local.names import DATA_BUCKET, RECORDINGS_TABLE
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.uploads import DynamoUploads
from talent.errors import ModelMissing, StateConflict, StorageFailed, StorageUnavailable
from talent.model.artifact import Model
from talent.prediction.options import PredictionOptions
from talent.prediction.predict import Prediction
from talent.uploads.upload import Status
from tests.functional.analyse.conftest import Send, handler
from tests.functional.conftest import FakePredict, FakeStore
from tests.functional.messages import deliver, message, name

pytestmark = pytest.mark.usefixtures("aws")


class Killed(BaseException):
    """Stands for the end of a process: nothing in the code under test can catch it."""


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


@pytest.mark.parametrize("kind", [StorageUnavailable, StorageFailed])
def test_storage_that_does_not_answer_or_is_full_is_asked_again(
    analyse: Handler,
    send: Send,
    uploads: DynamoUploads,
    objects: S3Objects,
    kind: type[StorageUnavailable],
) -> None:
    upload = send()
    put = objects.put

    def unavailable(*_: object, **__: object) -> None:
        raise kind("It did not answer")

    objects.put = unavailable  # type: ignore[method-assign]  # S3, for as long as it is down
    assert deliver(analyse, message(upload.id)) == [name(0)]
    objects.put = put  # type: ignore[method-assign]  # it is back
    assert deliver(analyse, message(upload.id, receives=2)) == []
    row = uploads.get(upload.id)
    assert (row.status, row.attempts) == (Status.DONE, 2)


def test_what_fails_twice_has_failed_and_its_message_becomes_a_dead_letter(
    analyse: Handler, send: Send, judge: FakePredict, uploads: DynamoUploads
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
    judge: FakePredict,
    uploads: DynamoUploads,
    objects: S3Objects,
    killers: set[int],
) -> None:
    def deadly(content: bytes, model: Model, wanted: PredictionOptions) -> Prediction:
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
    send: Send, store: FakeStore, judge: FakePredict, uploads: DynamoUploads, objects: S3Objects
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
    send: Send, store: FakeStore, judge: FakePredict, uploads: DynamoUploads, objects: S3Objects
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
            analyst.analyse(uploads.get(upload.id), last=False, request_id="r")
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
