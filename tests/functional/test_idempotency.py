"""Idempotency-Key: nothing is done twice, whatever is sent twice."""

import copy
import gzip
import json
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from fastapi import APIRouter, Request, Response

from functions.edge.app import create_app
from functions.edge.entry import Handler, lambda_handler
from functions.edge.settings import EdgeSettings
from local.functions import IDEMPOTENCY_TABLE as TABLE
from local.functions import SETTINGS
from talent.aws.clients import dynamodb_client
from talent.errors import StorageUnavailable, UploadUnknown
from tests.functional.conftest import ORIGIN, FakeJudge
from tests.functional.events import BATCH, SINGLE, Reply, call, event, load, problem, upload

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.usefixtures("aws")

THINGS = "/api/v1/things"
KEY = "6f1c1c0a-9d0b-4a43-8f0e-0f4f3f6f2f5e"
DAY = 24 * 3600


@pytest.fixture
def dynamodb(aws: None) -> "DynamoDBClient":
    return dynamodb_client()


class Things:
    """Routes that count what they do.

    Attributes
    ----------
    made : bodies of the requests that were carried out.
    answers : statuses still to be answered; 201 where there are none.
    fault : raised instead of an answer, once.
    padding : what makes an answer as long as it should be.
    """

    def __init__(self) -> None:
        self.made: list[bytes] = []
        self.answers: list[int] = []
        self.fault: Exception | None = None
        self.padding = "ü" * 1000
        self.router = APIRouter()
        for path in (THINGS, "/api/v1/others"):
            self.router.add_api_route(path, self.make, methods=["POST", "PUT"])
        self.router.add_api_route(THINGS, self.count, methods=["GET"])

    async def count(self) -> int:
        """Return how many requests were carried out."""
        return len(self.made)

    async def make(self, request: Request) -> Response:
        """Carry out a request."""
        self.made.append(await request.body())
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        number = len(self.made)
        return Response(
            json.dumps({"number": number, "padding": self.padding}),
            status_code=self.answers.pop(0) if self.answers else 201,
            headers={"Location": f"{THINGS}/{number}"},
            media_type="application/json",
        )


@pytest.fixture
def things() -> Things:
    return Things()


def settings() -> EdgeSettings:
    return EdgeSettings.model_validate({**SETTINGS, "cors_origins": (ORIGIN,)})


@pytest.fixture
def handler(things: Things, dynamodb: "DynamoDBClient") -> Handler:
    return lambda_handler(create_app(settings(), things.router))


def post(
    body: bytes = b'{"a": 1}',
    *,
    key: str | None = KEY,
    path: str = THINGS,
    query: dict[str, str] | None = None,
    method: str = "POST",
    **headers: str,
) -> dict[str, Any]:
    """Return an event with a key."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"Content-Type": "application/json", **named}
    if key is not None:
        named["Idempotency-Key"] = key
    return event(method, path, headers=named, body=body, query=query)


def who(made: dict[str, Any], **identity: str) -> dict[str, Any]:
    """Return the event as somebody else sends it."""
    other = copy.deepcopy(made)
    other["requestContext"]["identity"].update(identity)
    return other


def replayed(reply: Reply) -> bool:
    return reply.headers.get("idempotency-replayed") == "true"


def records(dynamodb: "DynamoDBClient") -> list[dict[str, Any]]:
    return list(dynamodb.scan(TableName=TABLE)["Items"])


def test_the_same_request_gets_the_same_answer_and_nothing_is_done_twice(
    handler: Handler, things: Things
) -> None:
    first, second, third = (call(handler, post()) for _ in range(3))
    assert (first.status, replayed(first)) == (201, False)
    assert first.headers["location"] == f"{THINGS}/1"
    for again in (second, third):
        assert (again.status, again.body) == (201, first.body)
        assert again.headers == {**first.headers, "idempotency-replayed": "true"}
    assert things.made == [b'{"a": 1}']


def test_a_replay_belongs_to_the_request_that_asks_for_it(handler: Handler) -> None:
    first = call(handler, post())
    asked = post(Origin=ORIGIN, Accept_Encoding="gzip")
    asked["requestContext"]["requestId"] = "another-id"
    again = call(handler, asked)
    assert again.headers["x-request-id"] == "another-id"
    assert again.headers["access-control-allow-origin"] == ORIGIN
    assert "Idempotency-Replayed" in again.headers["access-control-expose-headers"]
    assert again.headers["content-encoding"] == "gzip"
    assert gzip.decompress(again.body) == first.body


def test_a_preflight_allows_the_header(handler: Handler) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "idempotency-key",
    }
    assert call(handler, event("OPTIONS", THINGS, headers=asked)).status == 204


def test_without_a_key_everything_is_done_again(
    handler: Handler, things: Things, dynamodb: "DynamoDBClient"
) -> None:
    for _ in range(2):
        assert not replayed(call(handler, post(key=None)))
    assert len(things.made) == 2
    assert records(dynamodb) == []


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_only_a_post_needs_a_key(handler: Handler, dynamodb: "DynamoDBClient", method: str) -> None:
    for _ in range(2):
        assert call(handler, post(method=method)).status < 400
    assert records(dynamodb) == []


@pytest.mark.parametrize(
    "other",
    [
        post(b'{"a": 2}'),
        post(b""),
        post(query={"x": "1"}),
        post(path="/api/v1/others"),
        post(Content_Type="text/plain"),
        post(Prefer="respond-async"),
    ],
    ids=["body", "no body", "query", "path", "content type", "preference"],
)
def test_a_key_with_another_request_is_refused(
    handler: Handler, things: Things, other: dict[str, Any]
) -> None:
    call(handler, post())
    document = problem(call(handler, other), 422, "idempotency_key_reused")
    assert document["advice"]
    assert len(things.made) == 1
    assert replayed(call(handler, post())), "the first request still has its answer"


def test_the_order_of_the_query_does_not_matter(handler: Handler) -> None:
    call(handler, post(query={"x": "1", "y": "2"}))
    assert replayed(call(handler, post(query={"y": "2", "x": "1"})))


def test_how_a_preference_is_written_does_not_matter(handler: Handler) -> None:
    call(handler, post(Prefer="wait=10, respond-async"))
    assert replayed(call(handler, post(Prefer="Respond-Async;x=y,wait=10")))


def test_two_clients_can_use_the_same_key(handler: Handler, things: Things) -> None:
    made = post()
    clients = [
        made,
        who(made, sourceIp="192.0.2.99"),
        who(made, apiKeyId="key-a"),
        who(made, apiKeyId="key-b"),
        who(made, caller="AIDA"),
    ]
    numbers = [call(handler, one).json()["number"] for one in clients]
    assert numbers == [1, 2, 3, 4, 5]
    assert [call(handler, one).json()["number"] for one in clients] == numbers
    moved = who(made, apiKeyId="key-a", sourceIp="192.0.2.7")
    assert call(handler, moved).json()["number"] == 3, "an API key is one client everywhere"


def test_the_functions_share_their_keys(handler: Handler, predict: Handler) -> None:
    call(handler, post())
    reply = call(predict, post(path=SINGLE))
    problem(reply, 422, "idempotency_key_reused")


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\tb", "a\x00b", "a\x7f", "schlüssel", "a\n"])
def test_a_malformed_key_is_refused(handler: Handler, things: Things, key: str) -> None:
    document = problem(call(handler, post(key=key)), 400, "idempotency_key_malformed")
    assert document["values"]["limit"] == 255
    assert things.made == []


@pytest.mark.parametrize("key", ["1", "x" * 255, '"quoted"', "two words, and ~!"])
def test_any_printable_key_will_do(handler: Handler, key: str) -> None:
    assert call(handler, post(key=key)).status == 201
    assert replayed(call(handler, post(key=key)))


@pytest.mark.parametrize("status", [500, 503, 504, 408, 409, 429])
def test_an_answer_that_may_get_better_is_not_kept(
    handler: Handler, things: Things, dynamodb: "DynamoDBClient", status: int
) -> None:
    things.answers = [status]
    assert call(handler, post()).status == status
    assert records(dynamodb) == []
    again = call(handler, post())
    assert (again.status, replayed(again)) == (201, False)


@pytest.mark.parametrize("status", [200, 202, 400, 404, 413, 415, 422])
def test_every_other_answer_is_kept(handler: Handler, things: Things, status: int) -> None:
    things.answers = [status]
    first, again = (call(handler, post()) for _ in range(2))
    assert (first.status, again.status, again.body) == (status, status, first.body)
    assert replayed(again)


def test_a_refusal_is_kept_as_it_was(handler: Handler, things: Things) -> None:
    things.fault = UploadUnknown("There is no upload `x`")
    first, again = (call(handler, post()) for _ in range(2))
    problem(first, 404, "upload_unknown")
    assert (again.status, again.body, replayed(again)) == (404, first.body, True)


def test_a_long_answer_is_kept_packed(handler: Handler, things: Things) -> None:
    things.padding = "Line 17: there is no such recording. " * 30_000
    first, again = call(handler, post()), call(handler, post())
    assert len(things.made) == 1
    assert again.body == first.body


def test_of_an_answer_too_long_to_be_kept_only_the_use_is(handler: Handler, things: Things) -> None:
    things.padding = random.Random(1).randbytes(400_000).hex()
    first, again = call(handler, post()), call(handler, post())
    assert first.status == again.status == 201
    assert replayed(again)
    assert len(things.made) == 2


def test_a_fault_frees_the_key(handler: Handler, things: Things) -> None:
    things.fault = RuntimeError("secret")
    problem(call(handler, post()), 500, "internal_error")
    assert call(handler, post()).status == 201


def test_an_unavailable_storage_behind_the_route_frees_the_key(
    handler: Handler, things: Things
) -> None:
    things.fault = StorageUnavailable("S3 did not answer")
    problem(call(handler, post()), 503, "storage_unavailable")
    assert call(handler, post()).status == 201


def test_a_record_has_no_key_and_lasts_a_day(handler: Handler, dynamodb: "DynamoDBClient") -> None:
    made = post(b"private content")
    call(handler, made)
    (record,) = records(dynamodb)
    assert KEY not in str(record)
    assert "private content" not in str(record)
    assert made["requestContext"]["identity"]["sourceIp"] not in str(record)
    expires, blocked = (
        float(record[name]["N"]) for name in ("expiration", "in_progress_expiration")
    )
    assert DAY - 60 < expires - (blocked / 1000 - 30) < DAY + 60


def test_after_a_day_a_key_is_new(handler: Handler, dynamodb: "DynamoDBClient") -> None:
    call(handler, post())
    (record,) = records(dynamodb)
    # DynamoDB deletes late: the record is still there, past its time.
    dynamodb.put_item(TableName=TABLE, Item={**record, "expiration": {"N": "1000000000"}})
    again = call(handler, post(b'{"a": 2}'))
    assert (again.status, replayed(again)) == (201, False)


def test_while_the_first_runs_the_second_waits(
    handler: Handler, things: Things, dynamodb: "DynamoDBClient"
) -> None:
    call(handler, post())
    (record,) = records(dynamodb)
    begun = {**record, "status": {"S": "INPROGRESS"}}
    dynamodb.put_item(TableName=TABLE, Item=begun)
    reply = call(handler, post())
    problem(reply, 409, "still_running")
    assert int(reply.headers["retry-after"]) > 0
    problem(call(handler, post(b"other")), 422, "idempotency_key_reused")
    dynamodb.put_item(TableName=TABLE, Item={**begun, "in_progress_expiration": {"N": "1"}})
    assert call(handler, post()).status == 201, "a process that died blocks its key no longer"
    assert len(things.made) == 2


def with_key(made: dict[str, Any]) -> dict[str, Any]:
    """Return the event with a key."""
    made = copy.deepcopy(made)
    made["headers"]["Idempotency-Key"] = KEY
    made["multiValueHeaders"]["Idempotency-Key"] = [KEY]
    return made


def sing(
    content: bytes, name: str = "take.wav", query: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return an event with a recording and a key."""
    return with_key(upload(SINGLE, [("file", (name, content))], query=query))


def without_time(reply: Reply) -> list[dict[str, Any]]:
    """Return the results of a batch without the moment in which each was made."""
    return [{**result, "timestamp": 0} for result in reply.json()["results"]]


def test_a_prediction_is_computed_again_and_never_kept(
    predict: Handler, judge: FakeJudge, dynamodb: "DynamoDBClient"
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
    predict: Handler, judge: FakeJudge, other: dict[str, Any]
) -> None:
    call(predict, sing(b"x"))
    problem(call(predict, other), 422, "idempotency_key_reused")
    assert judge.heard == [b"x"]


def test_a_prediction_that_failed_on_our_side_can_be_repeated(
    predict: Handler, judge: FakeJudge
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


def _failing(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one operation of DynamoDB fail as it does under too much load."""
    real: Any = BaseClient._make_api_call  # type: ignore[attr-defined]  # where moto hooks in too

    def fail(client: BaseClient, name: str, parameters: object) -> object:
        if name == operation:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, name)
        return real(client, name, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", fail)


def test_where_the_key_cannot_be_claimed_nothing_is_done(
    handler: Handler, things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing("PutItem", monkeypatch)
    reply = call(handler, post())
    problem(reply, 503, "storage_unavailable")
    assert reply.headers["retry-after"]
    assert things.made == []


@pytest.mark.parametrize(("status", "operation"), [(201, "UpdateItem"), (500, "DeleteItem")])
def test_what_was_done_is_answered_even_where_it_cannot_be_kept(
    handler: Handler,
    things: Things,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    operation: str,
) -> None:
    _failing(operation, monkeypatch)
    things.answers = [status]
    assert call(handler, post()).status == status
    problem(call(handler, post()), 409, "still_running")
    assert len(things.made) == 1


def test_a_table_that_is_not_there_is_a_problem(things: Things, dynamodb: "DynamoDBClient") -> None:
    dynamodb.delete_table(TableName=TABLE)
    handler = lambda_handler(create_app(settings(), things.router))
    problem(call(handler, post()), 503, "storage_unavailable")


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


def test_requests_without_a_key_do_not_pay_for_it() -> None:
    script = """
import sys
from fastapi import APIRouter
from functions.edge.app import create_app
from functions.edge.entry import lambda_handler
from functions.edge.settings import EdgeSettings
from local.functions import SETTINGS
from tests.functional.events import call, event

router = APIRouter()
router.add_api_route("/x", lambda: {}, methods=["GET", "POST"])
handler = lambda_handler(
    create_app(EdgeSettings.model_validate(SETTINGS), router)
)
assert call(handler, event("GET", "/x", headers={"Idempotency-Key": "1"})).status == 200
assert call(handler, event("POST", "/x")).status == 200
idempotency = "aws_lambda_powertools.utilities.idempotency"
heavy = ("boto3", "botocore.client", idempotency, "functions.edge.once")
print([name for name in heavy if name in sys.modules])
"""
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr
