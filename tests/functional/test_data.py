"""Labelled recordings: the listing, one of them, corrections, deletion."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from functions.http.lambda_adapter import Handler
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.recordings.recording import Recording
from tests.functional.events import Reply, call, event, problem
from tests.functional.labelled import PATH, UNKNOWN, five, get
from tests.unit.takes import NOW

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def stored(recordings: DynamoRecordings) -> list[Recording]:
    return five(recordings)


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
        f"features/{gone.id}/{EXTRACTOR_VERSION}.json",
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
        from talent.recordings.annotation import AnnotationInput, read_rater_label
        from talent.recordings.correct import Correction, correct

        opinion = read_rater_label(AnnotationInput("good", rater=f"racer {number}"), at=NOW)
        correct(stored[3].id, Correction(opinion), recordings=recordings, now=NOW)

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(rate, range(50)))
    document = get(api, path).json()
    assert (document["raters"], document["label"], document["revision"]) == (51, "good", 51)
