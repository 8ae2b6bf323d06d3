"""Labelled recordings: the listing, one of them, corrections, deletion, CSV."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from functions.api import data_manifest
from functions.edge.entry import Handler
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.records import Recording
from tests.functional.events import Reply, call, event, problem, upload
from tests.unit.usecases.takes import NOW, recording

pytestmark = pytest.mark.usefixtures("aws")

PATH = "/api/v1/data"
CSV = f"{PATH}/manifest"
UNKNOWN = "f" * 32


@pytest.fixture
def stored(recordings: DynamoRecordings) -> list[Recording]:
    """Store five recordings; return them, the first created first."""
    return [
        recordings.save(recording(1, "good", "good", singer="bo", source="choir", consent=True)),
        recordings.save(recording(2, "good", "bad", singer="bo")),
        recordings.save(recording(3, "bad", "bad", singer="cy")),
        recordings.save(recording(4, "bad")),
        recordings.save(recording(5, "good", filename="Секрет.wav", used_by=("model-1",))),
    ]


def get(api: Handler, path: str = PATH, **query: str) -> Reply:
    return call(api, event("GET", path, query=query or None))


def change(api: Handler, method: str, path: str, body: object = None, **headers: str) -> Reply:
    content = b"" if body is None else json.dumps(body).encode()
    known = {"Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return call(api, event(method, path, headers=known, body=content))


def test_a_summary_with_the_agreement_of_the_raters_beside_chance(
    api: Handler, stored: list[Recording]
) -> None:
    document = get(api).json()
    summary = document["summary"]
    assert summary["recordings"] == len(stored) == len(document["recordings"])
    assert summary["labels"] == {"good": 2, "bad": 2, "divided": 1}
    assert summary["singers"] == {"total": 2, "unknown": 2, "top": {"bo": 2, "cy": 1}}
    assert summary["sources"]["unknown"] == 4
    assert (summary["seconds"], summary["raters"]) == (50.0, 2)
    agreement = summary["agreement"]
    assert (agreement["n"], agreement["opinions"]) == (3, 6)
    assert agreement["pairwise"]["value"] == pytest.approx(2 / 3)
    # Three good and three bad opinions: (3 * 2 + 3 * 2) / (6 * 5)
    assert agreement["chance"] == pytest.approx(0.4)
    assert agreement["alpha"]["value"] == pytest.approx(1 - 5 * 2 / 18)
    assert agreement["alpha"]["low"] <= agreement["alpha"]["value"] <= agreement["alpha"]["high"]
    assert "ceiling of any model" in agreement["meaning"]


def test_an_empty_collection(api: Handler) -> None:
    document = get(api).json()
    assert document["summary"]["recordings"] == 0
    assert document["summary"]["agreement"] is None
    assert (document["recordings"], document["next_cursor"]) == ([], None)


def test_pages_and_filters(api: Handler, stored: list[Recording]) -> None:
    first = get(api, limit="2").json()
    assert first["summary"]
    second = get(api, limit="2", cursor=first["next_cursor"]).json()
    assert second["summary"] is None
    third = get(api, limit="2", cursor=second["next_cursor"]).json()
    assert third["next_cursor"] is None
    pages = [row["id"] for page in (first, second, third) for row in page["recordings"]]
    assert sorted(pages) == sorted(row.id for row in stored)
    assert len(get(api, label="divided").json()["recordings"]) == 1
    assert len(get(api, singer=" bo ", label="good").json()["recordings"]) == 1
    assert len(get(api, source="choir").json()["recordings"]) == 1


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"cursor": "x"}, 400, "bad_cursor"),
        ({"limit": "0"}, 422, "invalid_request"),
        ({"limit": "101"}, 422, "invalid_request"),
        ({"limit": "9" * 5_000}, 422, "invalid_request"),
        ({"label": "so-so"}, 422, "invalid_request"),
        ({"lable": "good"}, 422, "invalid_request"),
        ({"singer": "=1"}, 422, "label_invalid"),
        ({"singer": "x" * 101}, 422, "label_invalid"),
        ({"source": "a\x00"}, 422, "label_invalid"),
    ],
)
def test_queries_that_make_no_sense(
    api: Handler, query: dict[str, str], status: int, code: str
) -> None:
    problem(get(api, **query), status, code)


def test_a_cursor_of_another_listing(api: Handler, stored: list[Recording]) -> None:
    cursor = get(api, limit="1").json()["next_cursor"]
    assert stored
    problem(get(api, limit="1", label="good", cursor=cursor), 400, "bad_cursor")


def test_one_recording_with_every_opinion(api: Handler, stored: list[Recording]) -> None:
    reply = get(api, f"{PATH}/{stored[1].id}")
    document = reply.json()
    assert reply.headers["etag"] == '"1"'
    assert (document["label"], document["raters"], document["agreement"]) == ("divided", 2, 0.0)
    assert [opinion["label"] for opinion in document["opinions"]] == ["good", "bad"]
    assert document["opinions"][0]["label_source"] == "given"
    assert (document["features"], document["used_by"]) == ([2], [])
    again = call(
        api, event("GET", f"{PATH}/{stored[1].id}", headers={"If-None-Match": 'W/"1", "9"'})
    )
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("bad", [UNKNOWN, "x", "F" * 32, "0" * 33, "%2e", "\u0660" * 32])
def test_ids_that_lead_nowhere(api: Handler, method: str, bad: str) -> None:
    body = {"label": "good"} if method == "PATCH" else None
    problem(change(api, method, f"{PATH}/{bad}", body), 404, "recording_unknown")


def test_a_correction_overrules_what_is_stored(
    api: Handler, recordings: DynamoRecordings, stored: list[Recording]
) -> None:
    path = f"{PATH}/{stored[0].id}"
    body = {"label": "Bad", "rater": "rater 0", "singer": None, "consent": False}
    reply = change(api, "PATCH", path, body, If_Match='"1"')
    assert (reply.status, reply.headers["etag"]) == (200, '"2"')
    document = reply.json()
    assert (document["label"], document["singer"], document["source"]) == ("divided", None, "choir")
    assert document["consent"] is False
    rated = {"rating": 4, "scale": "1-4", "threshold": 2.5, "rater": "dee"}
    document = change(api, "PATCH", path, rated).json()
    assert document["opinions"][-1]["rating"] == {
        "value": 4.0,
        "low": 1.0,
        "high": 4.0,
        "threshold": 2.5,
    }
    assert recordings.get(stored[0].id).revision == 3


@pytest.mark.parametrize(
    "tags", ['"7"', '"7", "8"', 'W/"1"', "1", "junk", "", '"' + "9" * 500 + '"']
)
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_what_changed_since_it_was_read_is_left_alone(
    api: Handler,
    recordings: DynamoRecordings,
    stored: list[Recording],
    method: str,
    tags: str,
) -> None:
    body = {"label": "bad"} if method == "PATCH" else None
    reply = change(api, method, f"{PATH}/{stored[0].id}", body, If_Match=tags)
    problem(reply, 412, "revision_mismatch")
    assert recordings.get(stored[0].id) == stored[0]


@pytest.mark.parametrize("tags", ['"1"', "*", '"0", "1"'])
def test_what_is_as_it_was_read_is_changed(
    api: Handler, stored: list[Recording], tags: str
) -> None:
    path = f"{PATH}/{stored[0].id}"
    assert change(api, "PATCH", path, {"singer": "dan"}, If_Match=tags).status == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid_request"),
        ([], "invalid_request"),
        ("text", "invalid_request"),
        ({"lable": "good"}, "invalid_request"),
        ({"label": 7}, "invalid_request"),
        ({"label": "x" * 2_000}, "invalid_request"),
        ({"rater": "ann"}, "invalid_request"),
        ({"scale": "1-4", "threshold": 2}, "invalid_request"),
        ({"id": UNKNOWN}, "invalid_request"),
        ({"label": "so-so"}, "label_invalid"),
        ({"rating": 3}, "label_invalid"),
        ({"rating": 3, "scale": "1-4"}, "label_invalid"),
        ({"rating": 9, "scale": "1-4", "threshold": 2}, "label_invalid"),
        ({"rating": float("nan"), "scale": "1-4", "threshold": 2}, "label_invalid"),
        ({"singer": "@x"}, "label_invalid"),
        ({"singer": "a\u202eb"}, "label_invalid"),
    ],
)
def test_corrections_that_make_no_sense_change_nothing(
    api: Handler, recordings: DynamoRecordings, stored: list[Recording], body: object, code: str
) -> None:
    problem(change(api, "PATCH", f"{PATH}/{stored[0].id}", body), 422, code)
    assert recordings.get(stored[0].id) == stored[0]


def test_deleting_leaves_nothing_and_names_the_models(
    api: Handler, recordings: DynamoRecordings, data: S3Objects, stored: list[Recording]
) -> None:
    gone = stored[4]
    for key in (
        f"recordings/{gone.id}",
        f"features/{gone.id}/1.json",
        f"features/{gone.id}/2.json",
    ):
        data.put(key, b"one", content_type="audio/wav")
        data.put(key, b"two", content_type="audio/wav")
    data.put(f"recordings/{stored[0].id}", b"stays", content_type="audio/wav")
    reply = change(api, "DELETE", f"{PATH}/{gone.id}")
    assert reply.json() == {"id": gone.id, "deleted_files": 6, "used_by": ["model-1"]}
    assert data.erase("features/") == 0
    assert data.get(f"recordings/{stored[0].id}") == b"stays"
    problem(change(api, "DELETE", f"{PATH}/{gone.id}"), 404, "recording_unknown")
    assert len(recordings.all()) == 4


def test_a_recording_being_deleted_says_so(
    api: Handler, recordings: DynamoRecordings, stored: list[Recording]
) -> None:
    recordings.save(replace(stored[0], deleting=True))
    path = f"{PATH}/{stored[0].id}"
    assert get(api, path).json()["deleting"] is True
    problem(change(api, "PATCH", path, {"label": "bad"}), 409, "changed_meanwhile")
    # It began long ago: whoever it was has died.
    assert change(api, "DELETE", path).status == 200


def test_racing_corrections_all_hold(
    api: Handler, recordings: DynamoRecordings, stored: list[Recording]
) -> None:
    path = f"{PATH}/{stored[3].id}"

    def rate(number: int) -> None:
        from talent.claims import Said, read_opinion
        from talent.usecases.correct import Correction, correct

        opinion = read_opinion(Said("good", rater=f"racer {number}"), at=NOW)
        correct(stored[3].id, Correction(opinion), recordings=recordings, now=NOW)

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(rate, range(50)))
    document = get(api, path).json()
    assert (document["raters"], document["label"], document["revision"]) == (51, "good", 51)


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
    monkeypatch.setattr(data_manifest, "MOST_CHARACTERS", 10)
    monkeypatch.setattr(data_manifest, "_AT_ONCE", 2)
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
