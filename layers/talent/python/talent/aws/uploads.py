"""Rows of uploads in DynamoDB.

id            partition key
status, attempts   the row's version: every legal step changes one of them
wanted, claim, problem   JSON text: numbers stay what they are, DynamoDB's would be Decimal
delete_at     seconds since 1970; DynamoDB deletes the row within days of it
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from talent.aws.clients import code_of, dynamodb_client, storage
from talent.aws.tables import REFUSED, DynamoTable
from talent.errors import UploadUnknown
from talent.uploads.upload import Purpose, Status, Upload, illegal_upload_step, move_upload

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]


class DynamoUploads(DynamoTable):
    """The rows of uploads (port: :class:`talent.uploads.ports.Uploads`).

    Parameters
    ----------
    table : name of the table.
    retention : how long a row lives.
    client : makes the DynamoDB client, when it is first needed.
    clock : seconds since 1970.
    """

    def __init__(
        self,
        table: str,
        *,
        retention: timedelta,
        client: Callable[[], DynamoDBClient] = dynamodb_client,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(table, client=client)
        self._retention = retention
        self._clock = clock

    def create(self, upload: Upload) -> None:
        """Store a new row; raise IllegalTransition where the id is taken."""
        delete_at = (upload.created_at + self._retention).timestamp()
        item = {**_item(upload), "delete_at": {"N": str(int(delete_at))}}
        self._write(
            upload,
            lambda: self._client.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="attribute_not_exists(id)",
            ),
        )

    def get(self, upload_id: str) -> Upload:
        """Return a row, consistently; raise UploadUnknown."""
        with storage("give the upload"):
            found = self._client.get_item(
                TableName=self._table, Key={"id": {"S": upload_id}}, ConsistentRead=True
            )
        item = found.get("Item")
        # DynamoDB takes its time to delete what is over.
        if item is None or float(item["delete_at"]["N"]) <= self._clock():
            raise UploadUnknown(
                f"No upload has the id {upload_id}",
                advice="POST /api/v1/uploads gives an id; it is deleted after "
                f"{self._retention.days} days.",
            )
        return _upload(item)

    def move(
        self,
        upload: Upload,
        status: Status,
        *,
        now: datetime,
        problem: Mapping[str, Any] | None = None,
        result: str | None = None,
    ) -> Upload:
        """Take a row from where it was read to a status; return the new row.

        Raises
        ------
        IllegalTransition
            If the step is not one of :data:`talent.uploads.upload.NEXT`, or another writer was
            faster.
        """
        after = move_upload(upload, status, now=now, problem=problem, result=result)
        changed = {
            name: value
            for name, value in _item(after).items()
            if name in {"status", "updated_at", "attempts", "problem", "result"}
        }
        self._write(
            upload,
            lambda: self._client.update_item(
                TableName=self._table,
                Key={"id": {"S": upload.id}},
                UpdateExpression="SET " + ", ".join(f"#{n} = :{n}" for n in changed),
                ConditionExpression="#status = :seen AND #attempts = :counted",
                ExpressionAttributeNames={f"#{name}": name for name in changed},
                ExpressionAttributeValues={
                    **{f":{name}": value for name, value in changed.items()},
                    ":seen": {"S": upload.status},
                    ":counted": {"N": str(upload.attempts)},
                },
            ),
        )
        return after

    def _write(self, upload: Upload, write: Callable[[], object]) -> None:
        from botocore.exceptions import ClientError

        with storage("keep the upload"):
            try:
                write()
            except ClientError as error:
                if code_of(error) == REFUSED:
                    raise illegal_upload_step(upload, "it has changed since it was read") from error
                raise


def _item(upload: Upload) -> Item:
    texts = {
        "id": upload.id,
        "purpose": upload.purpose,
        "status": upload.status,
        "key": upload.key,
        "content_type": upload.content_type,
        "filename": upload.filename,
        "created_at": upload.created_at.isoformat(),
        "updated_at": upload.updated_at.isoformat(),
        "expires_at": upload.expires_at.isoformat(),
        "wanted": json.dumps(dict(upload.wanted)),
        "claim": _json(upload.claim),
        "problem": _json(upload.problem),
        "result": upload.result,
    }
    item: Item = {name: {"S": str(text)} for name, text in texts.items() if text is not None}
    return {**item, "attempts": {"N": str(upload.attempts)}}


def _upload(item: Mapping[str, AttributeValueTypeDef]) -> Upload:
    text = {name: value["S"] for name, value in item.items() if "S" in value}
    return Upload(
        id=text["id"],
        purpose=Purpose(text["purpose"]),
        status=Status(text["status"]),
        key=text["key"],
        content_type=text["content_type"],
        filename=text["filename"],
        created_at=datetime.fromisoformat(text["created_at"]),
        updated_at=datetime.fromisoformat(text["updated_at"]),
        expires_at=datetime.fromisoformat(text["expires_at"]),
        attempts=int(item["attempts"]["N"]),
        wanted=json.loads(text["wanted"]),
        claim=json.loads(text["claim"]) if "claim" in text else None,
        problem=json.loads(text["problem"]) if "problem" in text else None,
        result=text.get("result"),
    )


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(dict(value))
