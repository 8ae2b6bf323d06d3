"""Leave to upload large labelled recordings: what is said of them is checked and kept first."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.http.lambda_adapter import Handler
from functions.http.limits import MAX_DATA_PERMISSIONS
from talent.audio.limits import LIMITS
from talent.aws.uploads import DynamoUploads
from talent.recordings.annotation import annotation_from
from talent.recordings.recording import LabelSource, Rating
from talent.uploads.upload import Purpose, Status
from tests.functional.events import Reply, call, event, problem

pytestmark = pytest.mark.usefixtures("aws")

PATH = "/api/v1/upload-data"
WAV = {"content_type": "audio/wav"}


def ask(api: Handler, *files: object, media_type: str = "application/json") -> Reply:
    return post(api, json.dumps({"files": files}).encode(), media_type)


def post(api: Handler, body: bytes, media_type: str = "application/json") -> Reply:
    return call(api, event("POST", PATH, headers={"Content-Type": media_type}, body=body))


def test_each_file_gets_a_form_and_its_claim_waits_for_it(
    api: Handler, uploads: DynamoUploads
) -> None:
    said = {"singer": "bo", "source": "choir", "rater": "ann", "consent": True}
    reply = ask(
        api,
        {"filename": "a.wav", **WAV, "label": "Bad", **said},
        {"filename": "b.wav", **WAV, "rating": 3.5, "scale": "1-4", "threshold": 2.5},
    )
    document = reply.json()
    assert reply.status == 200, document
    assert (document["total_files"], document["permitted_files"]) == (2, 2)
    for row in document["files"]:
        assert (row["status"], row["label_source"], row["error"]) == (
            *("awaiting_upload", "given"),
            None,
        )
        upload = uploads.get(row["upload_id"])
        assert (upload.purpose, upload.status) == (Purpose.DATA, Status.AWAITING_UPLOAD)
        assert row["fields"]["key"] == upload.key
        assert datetime.fromisoformat(row["expires_at"]) > datetime.now(UTC)
        policy = json.loads(base64.b64decode(row["fields"]["policy"]))
        assert ["content-length-range", 1, LIMITS.max_bytes] in policy["conditions"]
    first, second = (annotation_from(claim(uploads, row)) for row in document["files"])
    assert (first.opinion.label, first.opinion.rater, first.singer) == ("bad", "ann", "bo")
    assert (first.source, first.consent) == ("choir", True)
    assert second.opinion.rating == Rating(3.5, 1.0, 4.0, 2.5)


def claim(uploads: DynamoUploads, row: dict[str, Any]) -> dict[str, Any]:
    held = uploads.get(row["upload_id"]).claim
    assert held is not None
    return dict(held)


def test_leave_is_only_given_where_the_label_is_clear(api: Handler, uploads: DynamoUploads) -> None:
    document = ask(
        api,
        {"filename": "take.wav", **WAV},
        {"filename": "good_take.wav", **WAV},
        {"filename": "take.wav", **WAV, "rating": 3, "scale": "1-4"},
        {"filename": "take.txt", "content_type": "text/plain", "label": "good"},
        {"filename": "take.wav", **WAV, "label": "good", "size": LIMITS.max_bytes + 1},
    ).json()
    codes = [row["error"] and row["error"]["code"] for row in document["files"]]
    assert codes == [
        *("label_missing", None, "label_invalid", "unsupported_format", "too_large"),
    ]
    named = document["files"][1]
    assert (named["label"], named["label_source"]) == ("good", "filename")
    held = annotation_from(claim(uploads, named))
    assert held.opinion.source is LabelSource.FILENAME
    assert (document["permitted_files"], document["failed_files"]) == (1, 4)


def test_where_no_leave_is_given_the_answer_is_a_problem(api: Handler) -> None:
    reply = ask(api, {"filename": "take.wav", **WAV})
    document = reply.json()
    assert (reply.status, document["code"]) == (422, "nothing_kept")
    assert document["files"][0]["error"]["code"] == "label_missing"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"files": []}',
        b'{"files": [{}]}',
        b'{"files": [{"filename": "a", "content_type": "audio/wav", "lable": "good"}]}',
        b'{"files": [{"filename": "a", "content_type": "audio/wav", "label": 1}]}',
        b'{"files": [{"filename": "a", "content_type": "audio/wav", "size": -1}]}',
        b'{"files": [{"filename": "a", "content_type": "audio/wav"}], "label": "good"}',
        b'{"files": [{"filename": "\\ud800", "content_type": "audio/wav", "label": "good"}]}',
        b'{"files": ' + b"[" * 10_000,
        json.dumps({"files": [{"filename": "a", **WAV}] * (MAX_DATA_PERMISSIONS + 1)}).encode(),
        json.dumps({"files": [{"filename": "x" * 2_000, **WAV}]}).encode(),
    ],
)
def test_a_body_that_does_not_fit_is_refused_as_a_whole(api: Handler, body: bytes) -> None:
    document = problem(post(api, body), 422, "invalid_request")
    assert document["detail"].startswith("body")
    assert len(document["detail"]) < 2_000


@pytest.mark.parametrize(
    "said",
    [
        {"rating": float("nan"), "scale": "1-4", "threshold": 2},
        {"rating": 1e308, "scale": "1-4", "threshold": 2},
        {"rating": "9" * 90, "scale": "1-4", "threshold": 2},
        {"rating": 5, "scale": "1-4", "threshold": 2},
        {"label": "good", "singer": "=1+1"},
        {"label": "good", "rater": "a\u0000b"},
        {"label": "good\u202e"},
    ],
)
def test_hostile_values_get_no_leave(api: Handler, said: dict[str, Any]) -> None:
    document = ask(api, {"filename": "good_1.wav", **WAV, **said}).json()
    (row,) = document["files"]
    assert row["error"]["code"] == "label_invalid"


def test_parameters_of_the_media_type_do_not_matter(api: Handler) -> None:
    file = {"filename": "a", **WAV, "label": "good"}
    assert ask(api, file, media_type="Application/JSON; charset=utf-8").status == 200
