"""Labels as CSV: the file that goes out, and the one that comes in."""

import csv
import io
from typing import Any

import pytest

from functions.api.data import labels_csv
from functions.http.lambda_adapter import Handler
from talent.aws.recordings import DynamoRecordings
from talent.recordings.recording import Recording
from tests.functional.events import Reply, call, event, problem, upload
from tests.functional.labelled import PATH, UNKNOWN, five, get

pytestmark = pytest.mark.usefixtures("aws")

CSV = f"{PATH}/manifest"


@pytest.fixture
def stored(recordings: DynamoRecordings) -> list[Recording]:
    return five(recordings)


def lines(reply: Reply) -> list[dict[str, str]]:
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(reply.body.decode())))


def test_all_labels_as_csv(api: Handler, stored: list[Recording]) -> None:
    reply = get(api, CSV)
    assert reply.headers["content-disposition"] == 'attachment; filename="labels.csv"'
    assert not reply.encoded
    found = lines(reply)
    assert len(found) == sum(len(row.opinions) for row in stored)
    assert {row["id"] for row in found} == {row.id for row in stored}
    assert len(lines(get(api, CSV, label="divided"))) == 2
    assert "link" not in reply.headers


def test_a_long_csv_goes_on(
    api: Handler, stored: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels_csv, "MOST_CHARACTERS", 10)
    monkeypatch.setattr(labels_csv, "_AT_ONCE", 2)
    reply, found = get(api, CSV), 0
    while True:
        found += len(lines(reply))
        if "x-next-cursor" not in reply.headers:
            break
        assert 'rel="next"' in reply.headers["link"]
        reply = get(api, CSV, cursor=reply.headers["x-next-cursor"])
    assert found == sum(len(row.opinions) for row in stored)


def apply(api: Handler, content: bytes, media_type: str = "text/csv; charset=utf-8") -> Reply:
    return call(api, event("POST", CSV, headers={"Content-Type": media_type}, body=content))


def test_csv_is_applied_line_by_line(
    api: Handler, recordings: DynamoRecordings, stored: list[Recording]
) -> None:
    content = (
        "id,label,rater,singer\n"
        f"{stored[3].id},good,eve,dan\n"
        f"{UNKNOWN},good,eve,dan\n"
        f"{stored[0].id},bad,rater 0,dan\n"
        f"{stored[4].id},so-so,eve,\n"
        f"{stored[3].id},good,eve,dan\n"
    ).encode()
    document: dict[str, Any] = apply(api, content).json()
    counted = [document[name] for name in ("lines", "changed", "unchanged", "failed")]
    assert counted == [5, 1, 2, 2]
    assert [(e["line"], e["error"]["code"]) for e in document["errors"]] == [
        (3, "recording_unknown"),
        (5, "label_invalid"),
    ]
    assert document["contradictions"] == [
        {
            "field": "singer",
            "stored": "bo",
            "given": "dan",
            "line": 4,
            "recording_id": stored[0].id,
        },
        {
            "field": "label",
            "stored": "good",
            "given": "bad",
            "line": 4,
            "recording_id": stored[0].id,
        },
    ]
    changed = recordings.get(stored[3].id)
    assert (changed.singer, changed.opinions["eve"].source) == ("dan", "manifest")


def test_the_file_that_goes_out_comes_in_again(api: Handler, stored: list[Recording]) -> None:
    content = get(api, CSV).body
    form = upload(CSV, [("file", ("labels.csv", content))])
    for reply in (apply(api, content), call(api, form)):
        document = reply.json()
        assert document["unchanged"] == document["lines"] == 8
        assert (document["errors"], document["contradictions"]) == ([], [])
    assert stored


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"", "text/csv", 422, "sheet_invalid"),
        (b"\xff\xfe\x00", "text/csv", 422, "sheet_invalid"),
        (b"id,lable\n", "text/csv", 422, "sheet_invalid"),
        (b"id,label\n" * 2_000, "text/csv", 422, "sheet_invalid"),
        (b"{}", "application/json", 415, "not_multipart"),
        (b"id,label\n", "", 415, "not_multipart"),
        (b"junk", "multipart/form-data; boundary=b", 400, "broken_multipart"),
    ],
)
def test_what_is_no_csv_is_refused_as_a_whole(
    api: Handler, content: bytes, media_type: str, status: int, code: str
) -> None:
    problem(apply(api, content, media_type), status, code)
