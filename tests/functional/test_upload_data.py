"""Labelled recordings in, through genuine events: nothing guessed, nothing lost."""

import io
import json
from typing import Any, cast

import pytest

from functions.http.lambda_adapter import Handler
from functions.http.limits import MAX_DATA_FILES
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.recordings.recording import LabelSource, Rating
from tests.functional.events import Files, Reply, call, event, problem, upload
from tests.unit.takes import take

pytestmark = pytest.mark.usefixtures("aws")

PATH = "/api/v1/upload-data"
TEXT = b"This is no recording at all. " * 10


def send(api: Handler, *contents: bytes | tuple[str, bytes], **data: object) -> Reply:
    """Send files with the fields given; lists are repeated fields."""
    milliseconds = cast(int, data.pop("milliseconds", 30_000))
    files: Files = [
        ("files", content if isinstance(content, tuple) else (f"take {n}.wav", content))
        for n, content in enumerate(contents)
    ]
    return call(api, upload(PATH, files, cast(Any, data)), milliseconds)


def rows(reply: Reply, status: int = 200) -> list[dict[str, Any]]:
    document = reply.json()
    assert reply.status == status, document
    found: list[dict[str, Any]] = document["files"]
    return found


def test_labelled_recordings_are_kept_with_everything_that_is_said(
    api: Handler, recordings: DynamoRecordings, data: S3Objects
) -> None:
    reply = send(
        api,
        take(1),
        take(2),
        label="GOOD",
        singers=["Zoë", "bo"],
        source="choir",
        rater="ann",
        consent="true",
    )
    document = reply.json()
    assert reply.status == 200
    counted = ("total_files", "uploaded_files", "failed_files")
    assert [document[name] for name in counted] == [2, 2, 0]
    assert document["message"]
    assert document["timestamp"].endswith("Z")
    for number, (row, singer) in enumerate(zip(document["files"], ("Zoë", "bo"), strict=True)):
        assert (row["status"], row["label"], row["label_source"]) == ("stored", "good", "given")
        kept = recordings.get(row["recording_id"])
        assert (kept.singer, kept.source, kept.consent) == (singer, "choir", True)
        assert kept.opinions["ann"].source is LabelSource.GIVEN
        assert kept.filename == f"take {number}.wav"
        assert data.get(f"recordings/{kept.id}") == take(number + 1)


def test_each_file_has_its_own_label(api: Handler, recordings: DynamoRecordings) -> None:
    for labels in (["bad", "good"], '["bad", "good"]'):
        found = rows(send(api, take(1), take(2), labels=labels))
        assert [row["label"] for row in found] == ["bad", "good"]
    ids = [row["recording_id"] for row in found]
    assert [recordings.get(one).label for one in ids] == ["bad", "good"]


def test_ratings_with_their_scale_and_threshold(api: Handler, recordings: DynamoRecordings) -> None:
    found = rows(
        send(api, take(1), take(2), ratings="[1, 3.5]", scale="1-4", threshold="2.5", rater="ann")
    )
    assert [row["label"] for row in found] == ["bad", "good"]
    kept = recordings.get(found[1]["recording_id"])
    assert kept.opinions["ann"].rating == Rating(3.5, 1.0, 4.0, 2.5)


def test_a_label_is_never_guessed_silently(api: Handler, recordings: DynamoRecordings) -> None:
    found = rows(
        send(
            api,
            ("good_singer1.wav", take(1)),
            ("singer2.wav", take(2)),
            ("good_singer3.wav", take(3)),
            labels='[null, null, "bad"]',
        )
    )
    assert (found[0]["label"], found[0]["label_source"]) == ("good", "filename")
    assert found[1]["status"] == "refused"
    assert found[1]["error"]["code"] == "label_missing"
    assert "label=good" in found[1]["error"]["advice"]
    assert (found[2]["label"], found[2]["label_source"]) == ("bad", "given")
    assert len(recordings.all()) == 2


def test_one_bad_file_does_not_spoil_the_others(api: Handler) -> None:
    reply = send(api, TEXT, take(1), b"", take(1), bytes(4_400_000)[:100_000], label="good")
    assert [row["status"] for row in rows(reply)] == [
        *("refused", "stored", "refused", "duplicate", "refused")
    ]
    codes = [row["error"] and row["error"]["code"] for row in rows(reply)]
    assert codes == ["unsupported_format", None, "empty_file", None, "unsupported_format"]
    document = reply.json()
    assert (document["uploaded_files"], document["failed_files"]) == (2, 3)


def test_the_same_sound_again_is_one_recording_with_what_contradicts_it(
    api: Handler, recordings: DynamoRecordings
) -> None:
    (first,) = rows(send(api, take(1), label="good", rater="ann", singer="bo"))
    (again,) = rows(
        send(api, take(1, "FLAC"), label="bad", rater="ann", singer="cy", source="choir")
    )
    assert again["recording_id"] == first["recording_id"]
    assert (again["status"], again["duplicate"]) == ("duplicate", True)
    assert again["contradictions"] == [
        {"field": "singer", "stored": "bo", "given": "cy"},
        {"field": "label", "stored": "good", "given": "bad"},
    ]
    (kept,) = recordings.all()
    assert (kept.singer, kept.source, kept.label) == ("bo", "choir", "good")
    (other,) = rows(send(api, take(1), label="bad", rater="bob"))
    assert other["contradictions"] == []
    assert recordings.get(kept.id).label is None


@pytest.mark.parametrize(
    ("contents", "fields", "status", "codes"),
    [
        ([TEXT], {"label": "good"}, 415, ["unsupported_format"]),
        ([b"", take(1)], {}, 422, ["label_missing", "label_missing"]),
        ([TEXT, b""], {"label": "good"}, 422, ["unsupported_format", "empty_file"]),
        ([TEXT, TEXT], {"label": "good"}, 415, ["unsupported_format"] * 2),
    ],
)
def test_where_no_file_is_kept_the_answer_is_a_problem_that_says_why_of_each(
    api: Handler, contents: list[bytes], fields: dict[str, str], status: int, codes: list[str]
) -> None:
    reply = send(api, *contents, **fields)
    document = reply.json()
    assert (reply.status, document["status"]) == (status, status)
    assert document["code"] == "nothing_kept"
    assert reply.headers["content-type"] == "application/problem+json"
    assert [row["error"]["code"] for row in document["files"]] == codes


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lable": "good"}, "`lable`"),
        ({"labels": ["good"]}, "1 values for 2"),
        ({"labels": ["good", "bad", "good"]}, "3 values for 2"),
        ({"labels": "[" + '"good",' * 100_000 + '"good"]'}, "100001 values"),
        ({"labels": "[1, 2]"}, "holds 1"),
        ({"labels": '["good", {"a": 1}]'}, "holds {"),
        ({"labels": '["good"'}, "JSON list"),
        ({"labels": "[" * 50_000}, "JSON list"),
        ({"ratings": "[true, 2]", "scale": "1-4", "threshold": "2"}, "holds true"),
        ({"label": "good", "labels": ["good", "bad"]}, "both"),
        ({"label": ["good", "bad"]}, "given 2 times"),
        ({"rater": ["a", "b"], "label": "good"}, "given 2 times"),
        ({"singers": ["a"], "label": "good"}, "1 values for 2"),
    ],
)
def test_fields_that_do_not_fit_are_refused_as_a_whole(
    api: Handler, recordings: DynamoRecordings, fields: dict[str, Any], said: str
) -> None:
    document = problem(send(api, take(1), take(2), **fields), 400, "wrong_fields")
    assert said in document["detail"]
    assert document["advice"]
    assert recordings.all() == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"label": "\x00\x01\x02\xff"},
        {"label": "good\x00"},
        {"ratings": "[NaN]", "scale": "1-4", "threshold": "2"},
        {"ratings": "[1e999]", "scale": "1-4", "threshold": "2"},
        {"rating": "5", "scale": "1-4", "threshold": "2"},
        {"rating": "3", "scale": "1-4"},
        {"rating": "3", "threshold": "2"},
        {"label": "good", "singer": "=HYPERLINK(1)"},
        {"label": "good", "singer": "\x1b[31mred"},
        {"label": "good", "rater": "x" * 100_000},
        {"label": "good", "source": "a\r\nSet-Cookie: b"},
        {"label": "good", "consent": "perhaps"},
    ],
)
def test_hostile_texts_are_refused_for_the_file_and_go_nowhere(
    api: Handler, recordings: DynamoRecordings, log: io.StringIO, fields: dict[str, Any]
) -> None:
    (row,) = rows(send(api, take(1), **fields), 422)
    assert row["error"]["code"] == "label_invalid"
    assert len(row["error"]["detail"]) < 300
    assert recordings.all() == ()
    for value in fields.values():
        assert len(value) < 5 or value not in log.getvalue()


def test_binary_in_a_text_field(api: Handler) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="'
    body = part + b'label"\r\n\r\n\xff\xfe\x00\r\n' + part + b'files"; filename="a"\r\n\r\nx\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    reply = call(api, event("POST", PATH, headers=headers, body=body + b"--b--\r\n"))
    (row,) = rows(reply, 422)
    assert row["error"]["code"] == "label_invalid"


def test_too_many_files(api: Handler) -> None:
    reply = send(api, *[b"x"] * (MAX_DATA_FILES + 1), label="good")
    assert problem(reply, 400, "too_many_files")["values"]["limit"] == MAX_DATA_FILES


def test_other_bodies(api: Handler) -> None:
    problem(call(api, upload(PATH, [("file", ("a", b"x"))])), 400, "missing_file")
    audio = event("POST", PATH, headers={"Content-Type": "audio/wav"}, body=take(1))
    problem(call(api, audio), 415, "not_multipart")


def test_no_name_is_ever_logged(api: Handler, log: io.StringIO) -> None:
    names = {"singer": "Secret Singer", "source": "Secret Source", "rater": "Secret Rater"}
    send(api, ("Secret File.wav", take(1)), label="good", **names)
    send(api, ("Secret File.wav", take(1)), label="bad", **{**names, "singer": "Secret Other"})
    send(api, ("Secret File.wav", b"x"), label="bad", **names)
    assert "kept" in log.getvalue()
    assert "Secret" not in log.getvalue()


def test_time_that_runs_out_is_told_of_the_files_that_had_none(api: Handler) -> None:
    (row,) = rows(send(api, take(1), label="good", milliseconds=4_000), 504)
    assert row["error"]["code"] == "out_of_time"


def test_a_storage_that_fails_is_a_503_to_try_again(
    api: Handler, data: S3Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(data, "_bucket", "no-such-bucket")
    reply = send(api, take(1), label="good")
    assert [row["error"]["code"] for row in rows(reply, 503)] == ["storage_unavailable"]
    assert reply.headers["retry-after"]
    monkeypatch.setattr(data, "put", broken)
    reply = send(api, take(1), label="good")
    assert [row["error"]["code"] for row in rows(reply, 500)] == ["internal_error"]
    assert b"secret" not in reply.body


def test_features_of_every_set_are_kept(api: Handler, data: S3Objects) -> None:
    (row,) = rows(send(api, take(1), label="good"))
    document = json.loads(data.get(f"features/{row['recording_id']}/{EXTRACTOR_VERSION}.json"))
    assert len(document["values"]) == 57
