"""Table in DynamoDB: what the tables have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from talent.aws.clients import dynamodb_client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REFUSED: Final = "ConditionalCheckFailedException"
"""DynamoDB's word for a write whose condition does not hold."""


class DynamoTable:
    """A table in DynamoDB.

    Parameters
    ----------
    table : its name.
    client : makes the DynamoDB client, when it is first needed.
    """

    def __init__(
        self, table: str, *, client: Callable[[], DynamoDBClient] = dynamodb_client
    ) -> None:
        self._table = table
        self._make_client = client

    @cached_property
    def _client(self) -> DynamoDBClient:
        return self._make_client()
