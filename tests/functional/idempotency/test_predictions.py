"""Idempotency-Key where nothing is done but computed: once more, and never kept."""

from typing import TYPE_CHECKING, Any

import pytest

from functions.http.app import create_app
from functions.http.lambda_adapter import Handler, lambda_handler
from tests.functional.conftest import FakePredict
from tests.functional.events import BATCH, SINGLE, Reply, call, event, load, problem, upload
from tests.functional.idempotency.things import Things, post, records, replayed, settings, with_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.usefixtures("aws")


def sing(
    content: bytes, name: str = "take.wav", query: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return an event with a recording and a key."""
    return with_key(upload(SINGLE, [("file", (name, content))], query=query))


def without_time(reply: Reply) -> list[dict[str, Any]]:
    """Return the results of a batch without the moment in which each was made."""
    return [{**result, "timestamp": 0} for result in reply.json()["results"]]


def test_a_prediction_is_computed_again_and_never_kept(
    predict: Handler, judge: FakePredict, dynamodb: "DynamoDBClient"
) -> None:
    made = upload(BATCH, [("files", (n, b"x")) for n in "abc"], query={"contour": "true"})
    first, again = (call(predict, with_key(made)) for _ in range(2))
    assert len(first.body) > 400_000, "more than an item of DynamoDB holds"
    assert (first.status, replayed(first)) == (200, False)
    assert (again.status, replayed(again)) == (200, True)
    results, results_again = (without_time(reply) for reply in (first, again))
    assert results == results_again
    assert judge.heard == 6 * [b"x"]
    (record,) = records(dynamodb)
    assert record["data"] == {"S": "null"}


def test_a_form_is_the_same_whatever_its_boundary(predict: Handler) -> None:
    first, again = sing(b"x"), sing(b"x")
    assert first["headers"]["Content-Type"] != again["headers"]["Content-Type"]
    call(predict, first)
    assert replayed(call(predict, again))


@pytest.mark.parametrize(
    "other", [sing(b"y"), sing(b"x", "other.wav"), sing(b"x", query={"contour": "true"})]
)
def test_a_form_with_another_content_is_another_request(
    predict: Handler, judge: FakePredict, other: dict[str, Any]
) -> None:
    call(predict, sing(b"x"))
    problem(call(predict, other), 422, "idempotency_key_reused")
    assert judge.heard == [b"x"]


def test_a_form_in_another_charset_is_another_request(predict: Handler) -> None:
    wrong = sing(b"x")
    wrong["headers"]["Content-Type"] += "; charset=idna"
    wrong["multiValueHeaders"]["Content-Type"] = [wrong["headers"]["Content-Type"]]
    problem(call(predict, wrong), 400, "broken_multipart")
    problem(call(predict, sing(b"x")), 422, "idempotency_key_reused")


@pytest.mark.parametrize(
    "boundary", ["boundary*=idna''x", "boundary*=a; boundary*0=b", f"boundary*{'9' * 5000}=x"]
)
def test_a_boundary_that_cannot_be_read_is_the_same_fault_with_a_key(
    predict: Handler, boundary: str
) -> None:
    headers = {"Content-Type": f"multipart/form-data; {boundary}"}
    made = event("POST", SINGLE, headers=headers, body=b"--x--")
    for each in (made, with_key(made)):
        document = problem(call(predict, each), 400, "broken_multipart")
        assert "names no boundary" in document["detail"]


def test_a_prediction_that_failed_on_our_side_can_be_repeated(
    predict: Handler, judge: FakePredict
) -> None:
    judge.faults = {b"x": RuntimeError()}
    problem(call(predict, sing(b"x")), 500, "internal_error")
    judge.faults.clear()
    reply = call(predict, sing(b"x"))
    assert (reply.status, replayed(reply)) == (200, False)


def test_a_genuine_upload_can_be_repeated(predict: Handler) -> None:
    genuine = with_key(load("post_multipart"))
    first, again = (call(predict, genuine) for _ in range(2))
    assert first.status == again.status < 500
    assert replayed(again)


@pytest.mark.parametrize(("status", "times"), [(200, 2), (422, 2), (201, 1), (202, 1)])
def test_a_pure_function_keeps_only_that_something_was_begun(
    things: Things, dynamodb: "DynamoDBClient", status: int, times: int
) -> None:
    handler = lambda_handler(create_app(settings(), things.router, pure=True))
    things.answers = [status, status]
    first, again = (call(handler, post()) for _ in range(2))
    assert (first.status, again.status) == (status, status)
    assert (replayed(first), replayed(again)) == (False, True)
    assert len(things.made) == times
