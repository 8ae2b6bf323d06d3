"""Idempotency-Key: nothing is done twice, whatever is sent twice."""

import copy
import gzip
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from functions.http.lambda_adapter import Handler
from tests.functional.conftest import ORIGIN
from tests.functional.events import SINGLE, call, event, problem
from tests.functional.idempotency.things import THINGS, Things, post, records, replayed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.usefixtures("aws")


def who(made: dict[str, Any], **identity: str) -> dict[str, Any]:
    """Return the event as somebody else sends it."""
    other = copy.deepcopy(made)
    other["requestContext"]["identity"].update(identity)
    return other


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


def test_requests_without_a_key_do_not_pay_for_it() -> None:
    script = """
import sys
from fastapi import APIRouter
from functions.http.app import create_app
from functions.http.lambda_adapter import lambda_handler
from functions.runtime.settings import EdgeSettings
from local.names import SETTINGS
from tests.functional.events import call, event

router = APIRouter()
router.add_api_route("/x", lambda: {}, methods=["GET", "POST"])
handler = lambda_handler(
    create_app(EdgeSettings.of(SETTINGS), router)
)
assert call(handler, event("GET", "/x", headers={"Idempotency-Key": "1"})).status == 200
assert call(handler, event("POST", "/x")).status == 200
idempotency = "aws_lambda_powertools.utilities.idempotency"
heavy = ("boto3", "botocore.client", idempotency, "functions.http.idempotency_store")
print([name for name in heavy if name in sys.modules])
"""
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr
