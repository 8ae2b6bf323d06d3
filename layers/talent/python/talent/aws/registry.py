"""Registry of models in DynamoDB; its rows: :mod:`talent.aws.registry_rows`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from talent.aws.clients import code_of, dynamodb_client, storage
from talent.aws.cursors import identifier_in, read_cursor, start_key, write_cursor
from talent.aws.registry_rows import (
    CURRENT,
    MODEL,
    change_item,
    change_of,
    history_kind,
    model_id,
    model_item,
    model_of,
    pointer_item,
    pointer_of,
)
from talent.aws.tables import DynamoTable
from talent.errors import ChangedMeanwhile, ModelUnknown
from talent.registry.model_record import VERSION, Change, ModelRecord, Pointer, Update
from talent.registry.ports import ModelPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from talent.aws.direct import SignedRows
    from talent.aws.registry_rows import Item

INDEX: Final = "by_time"

_CANCELLED: Final = "TransactionCanceledException"
_RACES: Final = {"ConditionalCheckFailed", "TransactionConflict"}
"""Why a transaction is cancelled where somebody else was faster."""

_log = logging.getLogger(__name__)


class DynamoRegistry(DynamoTable):
    """The registry of models (port: :class:`talent.registry.ports.Registry`).

    Parameters
    ----------
    table : its name.
    client : makes the DynamoDB client, when it is first needed.
    rows : a shorter way to single rows; where it fails, the client is asked.
    """

    def __init__(
        self,
        table: str,
        *,
        client: Callable[[], DynamoDBClient] = dynamodb_client,
        rows: SignedRows | None = None,
    ) -> None:
        super().__init__(table, client=client)
        self._rows = rows

    def pointer(self) -> Pointer | None:
        """Return which model serves, consistently; None where none ever did."""
        item = self._item(CURRENT)
        return None if item is None else pointer_of(item)

    def model(self, version: str) -> ModelRecord:
        """Return the row of a model, consistently; raise ModelUnknown."""
        item = self._item(model_id(version))
        if item is None:
            raise ModelUnknown(
                f"No model has the version {version}",
                advice="GET /api/v1/models lists those there are.",
            )
        return model_of(item)

    def commit(self, update: Update) -> None:
        """Store a step with its history, as a whole or not at all; raise ChangedMeanwhile."""
        from botocore.exceptions import ClientError

        writes = (
            []
            if update.pointer is None
            else [self._put(pointer_item(update.pointer), update.pointer.revision)]
        )
        for model, change in update.models:
            writes.append(self._put(model_item(model), model.revision))
            writes.append(self._put(change_item(change, model.revision), 1))
        with storage("change the models"):
            try:
                self._client.transact_write_items(TransactItems=writes)
            except ClientError as error:
                if _RACES.isdisjoint(_reasons(error)):
                    raise
                versions = ", ".join(model.version for model, _ in update.models)
                raise ChangedMeanwhile(
                    f"Somebody else changed {versions}, or which model serves, at the same time",
                    advice="Look at GET /api/v1/models, then try again.",
                ) from error

    def page(self, *, cursor: str | None, limit: int) -> ModelPage:
        """Return up to ``limit`` models, the newest first; raise BadCursor."""
        start: dict[str, Any] = {}
        if cursor is not None:
            sort = read_cursor(cursor, MODEL, VERSION)
            start["ExclusiveStartKey"] = start_key(MODEL, sort, model_id(identifier_in(sort)))
        items = self._newest(MODEL, limit + 1, **start)
        more = len(items) > limit
        return ModelPage(
            tuple(model_of(item) for item in items[:limit]),
            write_cursor(items[limit - 1]["sort"]["S"], MODEL) if more else None,
        )

    def history(self, version: str, *, limit: int) -> tuple[Change, ...]:
        """Return up to ``limit`` changes of a model, the latest first."""
        return tuple(change_of(item) for item in self._newest(history_kind(version), limit))

    def _item(self, key: str) -> Item | None:
        if self._rows is not None:
            from talent.aws.direct import Indirect

            try:
                return self._rows.get(self._table, key)
            except Indirect:
                _log.info("a row is read by boto3")
        with storage("give the model"):
            found = self._client.get_item(
                TableName=self._table, Key={"id": {"S": key}}, ConsistentRead=True
            )
        return found.get("Item")

    def _newest(self, kind: str, limit: int, **start: Any) -> list[Item]:  # noqa: ANN401 - boto3's
        with storage("list the models"):
            answer = self._client.query(
                TableName=self._table,
                IndexName=INDEX,
                KeyConditionExpression="#kind = :kind",
                ExpressionAttributeNames={"#kind": "kind"},
                ExpressionAttributeValues={":kind": {"S": kind}},
                ScanIndexForward=False,
                Limit=limit,
                **start,
            )
        return answer["Items"]

    def _put(self, item: Item, revision: int) -> TransactWriteItemTypeDef:
        """Return the writing of a row whose stored revision must be lower by one."""
        if revision == 1:
            new = "attribute_not_exists(id)"
            return {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": new}}
        return {
            "Put": {
                "TableName": self._table,
                "Item": item,
                "ConditionExpression": "#revision = :read",
                "ExpressionAttributeNames": {"#revision": "revision"},
                "ExpressionAttributeValues": {":read": {"N": str(revision - 1)}},
            }
        }


def _reasons(error: Any) -> set[str]:  # noqa: ANN401 - botocore's error has no such field
    if code_of(error) != _CANCELLED:
        return {code_of(error)}
    return {str(reason.get("Code")) for reason in error.response.get("CancellationReasons", ())}
