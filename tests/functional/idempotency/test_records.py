"""What is kept of a request with an Idempotency-Key, for how long, and what if it cannot be."""

import random
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from functions.http.app import create_app
from functions.http.lambda_adapter import Handler, lambda_handler
from local.names import IDEMPOTENCY_TABLE as TABLE
from talent.errors import StorageUnavailable, UploadUnknown
from tests.functional.events import call, problem
from tests.functional.idempotency.things import KEY, Things, post, records, replayed, settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.usefixtures("aws")

DAY = 24 * 3600


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
