"""Every way in which something changes in moto, to be found in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from local.aws.provision import Clients
from local.aws.server import LocalAws
from local.names import (
    ACCOUNT,
    DATA_BUCKET,
    JOBS_TABLE,
    MODELS_BUCKET,
    UPLOADS_BUCKET,
    UPLOADS_QUEUE,
    UPLOADS_TABLE,
)
from local.persistence.disk import DataDir
from local.persistence.journal import Journal
from talent.aws.objects import S3Objects
from topology.environment import REGION


@dataclass(frozen=True)
class Kept:
    """A running moto with a journal behind it."""

    made: Clients
    folder: DataDir
    journal: Journal
    server: LocalAws

    def url(self) -> str:
        """Return where the queue of uploads is."""
        return self.made.sqs.get_queue_url(QueueName=UPLOADS_QUEUE)["QueueUrl"]


def put(kept: Kept, key: str = "a", text: bytes = b"sound", bucket: str = DATA_BUCKET) -> None:
    kept.made.s3.put_object(Bucket=bucket, Key=key, Body=text, ContentType="audio/wav")


def put_row(kept: Kept, name: str = "a") -> None:
    kept.made.dynamodb.put_item(TableName=UPLOADS_TABLE, Item={"id": {"S": name}})


def replace_file(kept: Kept) -> None:
    for bucket in (DATA_BUCKET, MODELS_BUCKET):  # with versions and without
        for text in (b"one", b"two"):
            put(kept, text=text, bucket=bucket)


def copy_file(kept: Kept) -> None:
    put(kept)
    source: Any = {"Bucket": DATA_BUCKET, "Key": "a"}
    kept.made.s3.copy_object(Bucket=UPLOADS_BUCKET, Key="uploads/b", CopySource=source)


def send_in_parts(kept: Kept) -> None:
    where: Any = {"Bucket": UPLOADS_BUCKET, "Key": "uploads/parts"}
    about = kept.made.s3.create_multipart_upload(**where, ContentType="audio/flac")
    part: Any = {"UploadId": about["UploadId"], "PartNumber": 1}
    etag = kept.made.s3.upload_part(**where, **part, Body=b"x" * 100)["ETag"]
    parts: Any = {"Parts": [{"ETag": etag, "PartNumber": 1}]}
    kept.made.s3.complete_multipart_upload(
        **where, UploadId=about["UploadId"], MultipartUpload=parts
    )


def send_form(kept: Kept) -> None:
    leave = S3Objects(UPLOADS_BUCKET).presign(
        "uploads/form", content_type="audio/wav", max_bytes=100, seconds=60
    )
    files = {"file": ("x", b"sound")}
    answer = httpx.post(leave.url, data=dict(leave.fields), files=files, trust_env=False)
    assert answer.status_code == 204


def delete_file(kept: Kept) -> None:
    put(kept)
    put(kept, "b")
    kept.made.s3.delete_object(Bucket=DATA_BUCKET, Key="a")


def erase_files(kept: Kept) -> None:
    for key in ("x/a", "x/a", "x/b", "y"):
        put(kept, key)
    assert S3Objects(DATA_BUCKET).erase("x/") == 3


def update_row(kept: Kept) -> None:
    put_row(kept)
    values: Any = {":v": {"N": "1.50"}}
    for name in ("a", "new"):
        kept.made.dynamodb.update_item(
            TableName=UPLOADS_TABLE,
            Key={"id": {"S": name}},
            UpdateExpression="SET v = :v",
            ExpressionAttributeValues=values,
        )


def delete_row(kept: Kept) -> None:
    put_row(kept)
    put_row(kept, "b")
    kept.made.dynamodb.delete_item(TableName=UPLOADS_TABLE, Key={"id": {"S": "a"}})


def write_many_rows(kept: Kept) -> None:
    put_row(kept)
    asked: Any = [
        {"DeleteRequest": {"Key": {"id": {"S": "a"}}}},
        {"PutRequest": {"Item": {"id": {"S": "b"}, "raw": {"B": b"\x00"}}}},
    ]
    kept.made.dynamodb.batch_write_item(RequestItems={UPLOADS_TABLE: asked})


def transact(kept: Kept) -> None:
    put_row(kept)
    kept.made.dynamodb.transact_write_items(TransactItems=transaction("b"))


def transact_in_vain(kept: Kept) -> None:
    put_row(kept)
    put_row(kept, "taken")
    with pytest.raises(ClientError, match="TransactionCanceledException"):
        kept.made.dynamodb.transact_write_items(TransactItems=transaction("taken"))


def transaction(new: str) -> Any:
    key = {"TableName": UPLOADS_TABLE, "Key": {"id": {"S": "a"}}}
    update = {
        **key,
        "UpdateExpression": "SET v = :v",
        "ExpressionAttributeValues": {":v": {"S": new}},
    }
    item = {"TableName": UPLOADS_TABLE, "Item": {"id": {"S": new}}}
    other = {"TableName": JOBS_TABLE, "Item": {"id": {"S": new}}}
    return [
        {"Update": update},
        {"Put": other},
        {"Put": {**item, "ConditionExpression": "attribute_not_exists(id)"}},
    ]


def say_it_in_sql(kept: Kept) -> None:
    put_row(kept)
    for text in (
        f"INSERT INTO \"{UPLOADS_TABLE}\" value {{'id': 'sql'}}",
        f"DELETE FROM \"{UPLOADS_TABLE}\" WHERE id = 'a'",  # noqa: S608 - moto's, and no input
    ):
        kept.made.dynamodb.execute_statement(Statement=text)


def message(kept: Kept) -> None:
    kept.made.sqs.send_message(QueueUrl=kept.url(), MessageBody="one")
    kept.made.sqs.send_message_batch(
        QueueUrl=kept.url(), Entries=[{"Id": "1", "MessageBody": "two"}]
    )


def answer_a_message(kept: Kept) -> None:
    kept.made.sqs.purge_queue(QueueUrl=kept.url())
    message(kept)
    found = kept.made.sqs.receive_message(QueueUrl=kept.url())["Messages"][0]
    entry: Any = {"Id": "1", "ReceiptHandle": found["ReceiptHandle"]}
    kept.made.sqs.delete_message_batch(QueueUrl=kept.url(), Entries=[entry])


def dead_letter(kept: Kept) -> None:
    kept.made.sqs.purge_queue(QueueUrl=kept.url())
    message(kept)
    for _ in range(4):
        kept.made.sqs.receive_message(
            QueueUrl=kept.url(), VisibilityTimeout=0, MaxNumberOfMessages=10
        )


def past_the_guard(kept: Kept) -> None:
    from moto.dynamodb.models import dynamodb_backends
    from moto.s3.models import s3_backends
    from moto.sqs.models import sqs_backends

    s3_backends[ACCOUNT]["aws"].put_object(UPLOADS_BUCKET, "uploads/direct", b"sound")
    dynamodb_backends[ACCOUNT][REGION].put_item(UPLOADS_TABLE, {"id": {"S": "direct"}})
    sqs_backends[ACCOUNT][REGION].send_message(UPLOADS_QUEUE, "direct")
