"""Predictions, with a fake in place of the judging."""

from dataclasses import asdict

import pytest

from functions.http.lambda_adapter import Handler
from talent.errors import CorruptAudio, ModelMissing, NoVoice
from talent.features.catalogue import NAMES
from tests.functional.conftest import QUALITY, FakePredict, FakeStore
from tests.functional.events import BATCH, SINGLE, call, problem, upload

ORIGINAL_SINGLE = {
    "filename",
    "label",
    "confidence",
    "probability_good",
    "probability_bad",
    "timestamp",
}
ORIGINAL_BATCH = {"total", "successful", "failed", "results", "timestamp"}


def test_single_keeps_the_original_fields_and_adds_ours(predict: Handler) -> None:
    reply = call(predict, upload(SINGLE, [("file", ("take.wav", b"sound"))]))
    answer = reply.json()
    assert reply.status == 200
    assert set(answer) >= ORIGINAL_SINGLE
    assert answer["filename"] == "take.wav"
    assert (answer["label"], answer["verdict"]) == ("good", "good")
    assert answer["probability_good"] + answer["probability_bad"] == pytest.approx(1.0)
    assert answer["confidence"] == answer["probability_good"]
    assert answer["calibration"]["calibrated"] is False
    assert answer["warnings"] == [
        {"code": "short_take", "message": "It is short", "advice": "Sing longer"}
    ]
    assert [feature["name"] for feature in answer["features"]] == list(NAMES)
    assert {"name", "value", "unit", "meaning", "better", "group", "contribution"} == set(
        answer["features"][0]
    )
    assert next(f for f in answer["features"] if f["name"] == "vib_reg")["value"] is None
    assert answer["quality"] == asdict(QUALITY)
    assert answer["duration_seconds"] == 20.0


@pytest.mark.parametrize("name", ["täke 🎤.wav", "../../etc/passwd", 'a"b.wav', "x" * 300])
def test_a_file_name_comes_back_as_it_was(predict: Handler, judge: FakePredict, name: str) -> None:
    answer = call(predict, upload(SINGLE, [("file", (name, b"\x00\xff\r\n--"))])).json()
    assert answer["filename"].replace("%22", '"') == name  # clients write quotes as %22
    assert judge.heard == [b"\x00\xff\r\n--"]


def test_one_bad_file_does_not_spoil_a_batch(predict: Handler, judge: FakePredict) -> None:
    judge.faults = {b"bad": CorruptAudio("It is damaged", advice="Export it again")}
    files = [("files", (f"{n}.wav", c)) for n, c in enumerate([b"one", b"bad", b"two"])]
    reply = call(predict, upload(BATCH, files))
    answer = reply.json()
    assert reply.status == 200
    assert set(answer) >= ORIGINAL_BATCH
    assert (answer["total"], answer["successful"], answer["failed"]) == (3, 2, 1)
    assert [result["filename"] for result in answer["results"]] == ["0.wav", "1.wav", "2.wav"]
    assert answer["results"][0]["label"] == "good"
    error = answer["results"][1]["error"]
    assert (error["code"], error["status"], error["advice"]) == (
        "corrupt_audio",
        422,
        "Export it again",
    )
    assert error["request_id"] == reply.headers["x-request-id"]


def test_a_fault_in_one_file_of_a_batch_gives_nothing_away(
    predict: Handler, judge: FakePredict
) -> None:
    judge.faults = {b"bad": RuntimeError("secret detail")}
    reply = call(predict, upload(BATCH, [("files", ("a", b"bad")), ("files", ("b", b"good"))]))
    answer = reply.json()
    assert answer["results"][0]["error"]["code"] == "internal_error"
    assert answer["results"][1]["label"] == "good"
    assert b"secret" not in reply.body


def test_a_batch_says_which_files_it_had_no_time_for(predict: Handler, judge: FakePredict) -> None:
    reply = call(predict, upload(BATCH, [("files", ("a", b"x"))]), milliseconds=1_000)
    assert reply.json()["results"][0]["error"]["code"] == "out_of_time"
    assert judge.heard == []


def test_a_file_of_a_batch_may_be_too_large(predict: Handler) -> None:
    files = [("files", ("big", bytes(4_500_001))), ("files", ("small", b"x"))]
    answer = call(predict, upload(BATCH, files)).json()
    assert answer["results"][0]["error"]["code"] == "too_large"
    assert answer["results"][1]["label"] == "good"


def test_too_many_files(predict: Handler) -> None:
    files = [("files", (str(n), b"x")) for n in range(4)]
    document = problem(call(predict, upload(BATCH, files)), 400, "too_many_files")
    assert document["values"] == {"files": 4, "limit": 3}
    both = [("file", ("a", b"x")), ("file", ("b", b"x"))]
    document = problem(call(predict, upload(SINGLE, both)), 400, "too_many_files")
    assert BATCH in document["advice"]


@pytest.mark.parametrize(("path", "field"), [(SINGLE, "file"), (BATCH, "files")])
def test_without_a_model_there_is_no_answer(
    predict: Handler, store: FakeStore, path: str, field: str
) -> None:
    store.held = ModelMissing("No manifest", advice="make model")
    reply = call(predict, upload(path, [(field, ("a", b"x"))]))
    assert problem(reply, 503, "model_missing")["advice"] == "make model"
    assert reply.headers["retry-after"] == "10"


def test_a_refusal_carries_its_values(predict: Handler, judge: FakePredict) -> None:
    judge.faults = {b"x": NoVoice("Silence", values={"voiced_seconds": float("nan"), "notes": 0})}
    reply = call(predict, upload(SINGLE, [("file", ("a", b"x"))]))
    assert problem(reply, 422, "no_voice")["values"] == {"voiced_seconds": None, "notes": 0}
