"""Rows of labelled recordings in DynamoDB.

id           partition key
kind, sort   index ``by_time``: always "recording", and the time of creation with the id
revision     the row's version: a writer names the one it read
label        what most raters say, or "divided": for filters
opinions     JSON text: numbers stay what they are, DynamoDB's would be Decimal
deleting     true while the files are being deleted, otherwise absent
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from talent.aws.clients import code_of, storage
from talent.aws.cursors import identifier_in, read_cursor, start_key, write_cursor
from talent.aws.recording_rows import KIND, item_of, recording_of
from talent.aws.tables import REFUSED, DynamoTable
from talent.errors import ChangedMeanwhile, RecordingUnknown
from talent.ids import ID
from talent.recordings.ports import RecordingPage
from talent.recordings.recording import Recording

if TYPE_CHECKING:
    from talent.aws.recording_rows import Item

INDEX: Final = "by_time"
FILTERS: Final = frozenset({"label", "singer", "source"})
MOST_QUERIES: Final = 20
"""Queries for one page, each over up to 1 MB: where a filter fits few rows, it ends there."""

_NEW: Final = {"ConditionExpression": "attribute_not_exists(id)"}


class DynamoRecordings(DynamoTable):
    """The rows of labelled recordings (port: :class:`talent.recordings.ports.Recordings`)."""

    def get(self, recording_id: str) -> Recording:
        """Return a row, consistently; raise RecordingUnknown."""
        with storage("give the recording"):
            found = self._client.get_item(
                TableName=self._table, Key={"id": {"S": recording_id}}, ConsistentRead=True
            )
        if "Item" not in found:
            raise RecordingUnknown(
                f"No recording has the id {recording_id}",
                advice="GET /api/v1/data lists those there are.",
            )
        return recording_of(found["Item"])

    def save(self, recording: Recording) -> Recording:
        """Store a row with its revision plus one; return it so; raise ChangedMeanwhile."""
        saved = replace(recording, revision=recording.revision + 1)
        condition: dict[str, Any] = _same(recording) if recording.revision else _NEW
        with storage("keep the recording"), _unchanged(recording):
            self._client.put_item(TableName=self._table, Item=item_of(saved), **condition)
        return saved

    def remove(self, recording: Recording) -> None:
        """Delete a row; raise ChangedMeanwhile where it has another revision."""
        condition: dict[str, Any] = _same(recording)
        with storage("delete the recording"), _unchanged(recording):
            self._client.delete_item(
                TableName=self._table, Key={"id": {"S": recording.id}}, **condition
            )

    def page(self, *, cursor: str | None, limit: int, filters: Mapping[str, str]) -> RecordingPage:
        """Return up to ``limit`` rows, the newest first; raise BadCursor."""
        if not filters.keys() <= FILTERS:
            raise ValueError(f"filters={sorted(filters)}: expected {sorted(FILTERS)}")
        start: Item | None = None
        if cursor is not None:
            sort = read_cursor(cursor, KIND, ID, filters)
            start = start_key(KIND, sort, identifier_in(sort))
        found: list[Item] = []
        for _ in range(MOST_QUERIES):
            items, start = self._query(start, limit + 1 - len(found), filters)
            found += items
            if start is None or len(found) > limit:
                break
        rows = tuple(recording_of(item) for item in found[:limit])
        last = found[limit - 1] if len(found) > limit else start
        return RecordingPage(
            rows, None if last is None else write_cursor(last["sort"]["S"], KIND, filters)
        )

    def all(self) -> tuple[Recording, ...]:
        """Return every row that is not being deleted."""
        with storage("list the recordings"):
            pages = self._client.get_paginator("scan").paginate(
                TableName=self._table,
                ConsistentRead=True,
                FilterExpression="attribute_not_exists(deleting)",
            )
            return tuple(recording_of(item) for page in pages for item in page["Items"])

    def _query(
        self, start: Item | None, most: int, filters: Mapping[str, str]
    ) -> tuple[list[Item], Item | None]:
        """Return rows that fit, and the key behind which others may follow."""
        names = {f"#{name}": name for name in ("kind", *filters)}
        values: Item = {f":{name}": {"S": value} for name, value in filters.items()}
        fits = ["attribute_not_exists(deleting)", *(f"#{name} = :{name}" for name in filters)]
        options: dict[str, Any] = {} if start is None else {"ExclusiveStartKey": start}
        if not filters:
            options["Limit"] = most
        with storage("list the recordings"):
            answer = self._client.query(
                TableName=self._table,
                IndexName=INDEX,
                KeyConditionExpression="#kind = :kind",
                FilterExpression=" AND ".join(fits),
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={**values, ":kind": {"S": KIND}},
                ScanIndexForward=False,
                **options,
            )
        return answer["Items"], answer.get("LastEvaluatedKey")


def _same(recording: Recording) -> dict[str, Any]:
    """Return the condition that a row still is what was read."""
    return {
        "ConditionExpression": "#revision = :read",
        "ExpressionAttributeNames": {"#revision": "revision"},
        "ExpressionAttributeValues": {":read": {"N": str(recording.revision)}},
    }


@contextmanager
def _unchanged(recording: Recording) -> Iterator[None]:
    """Turn a condition that does not hold into ChangedMeanwhile."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        if code_of(error) != REFUSED:
            raise
        raise ChangedMeanwhile(
            f"The recording {recording.id} was changed by somebody else at the same time",
            advice="Read it again, then try again.",
            values={"revision": recording.revision},
        ) from error
