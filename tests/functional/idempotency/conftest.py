"""A function of which every carried out request can be counted."""

from typing import TYPE_CHECKING

import pytest

from functions.http.app import create_app
from functions.http.lambda_adapter import Handler, lambda_handler
from talent.aws.clients import dynamodb_client
from tests.functional.idempotency.things import Things, settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb(aws: None) -> "DynamoDBClient":
    return dynamodb_client()


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def handler(things: Things, dynamodb: "DynamoDBClient") -> Handler:
    return lambda_handler(create_app(settings(), things.router))
