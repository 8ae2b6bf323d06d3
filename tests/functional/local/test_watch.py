"""The hooks into moto: whoever changes something, it is in the journal when it is acknowledged."""

from __future__ import annotations

import json
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from local.aws.provision import Clients
from local.aws.server import LocalAws, Place, clients
from local.names import (
    ACCOUNT,
    DATA_BUCKET,
    JOBS_TABLE,
    MODELS_BUCKET,
    UPLOADS_BUCKET,
    UPLOADS_QUEUE,
    UPLOADS_TABLE,
)
from local.persistence import watch
from local.persistence.disk import DataDir
from local.persistence.journal import Journal
from local.persistence.records import Contents, unpack
from talent.aws.clients import storage
from talent.aws.objects import S3Objects
from talent.errors import StorageFailed
from topology.environment import REGION
from topology.resources import Choices


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


@pytest.fixture
def kept(clean_moto: None, tmp_path: Path) -> Iterator[Kept]:
    folder = DataDir(tmp_path / "data")
    server = LocalAws(Place(folder=folder), Choices())
    try:
        server.start()
        assert server.journal is not None
        yield Kept(clients(), folder, server.journal, server)
    finally:
        server.stop()


def in_moto() -> Contents:
    """Return everything that is in moto, looked for without any hook."""
    from moto.dynamodb.models import dynamodb_backends
    from moto.s3.models import s3_backends
    from moto.sqs.models import sqs_backends

    rows = {
        name: {
            row.hash_key.value: watch.current((watch.ROWS, name, row.hash_key.value))
            for row in table.all_items()
        }
        for name, table in dynamodb_backends[ACCOUNT][REGION].tables.items()
    }
    files = {
        name: {key: watch.current((watch.FILES, name, key)) for key in bucket.keys}
        for name, bucket in s3_backends[ACCOUNT]["aws"].buckets.items()
    }
    messages = {
        name: watch.current((watch.MESSAGES, name, ""))
        for name in sqs_backends[ACCOUNT][REGION].queues
    }
    return whole({watch.ROWS: rows, watch.FILES: files, watch.MESSAGES: messages})


def whole(contents: Contents) -> Contents:
    """Return contents without what is empty or nothing."""
    return {
        kind: {
            name: kept
            for name, values in found.items()
            if (kept := {key: value for key, value in values.items() if value is not None})
        }
        for kind, found in contents.items()
    }


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


def transaction(new: str) -> Any:  # noqa: ANN401 - as boto3 takes it
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


@pytest.mark.parametrize(
    "change",
    [
        *(put, replace_file, copy_file, send_in_parts, send_form, delete_file, erase_files),
        *(put_row, update_row, delete_row, write_many_rows, transact, transact_in_vain),
        *(say_it_in_sql, message, answer_a_message, dead_letter, past_the_guard),
    ],
)
def test_what_is_on_disk_is_what_is_in_moto(kept: Kept, change: Callable[[Kept], None]) -> None:
    kept.journal.settle()
    before = json.dumps(kept.folder.contents)
    change(kept)
    if change in {past_the_guard, dead_letter}:  # nobody is told of that one, nobody waits for it
        kept.journal.settle()
    assert whole(kept.folder.contents) == in_moto()
    assert json.dumps(kept.folder.contents) != before


def test_no_record_holds_half_a_transaction(kept: Kept) -> None:
    put_row(kept)
    ending = threading.Event()

    def disturb() -> None:
        while not ending.is_set():  # so that records are written all the time
            put_row(kept, "other")
            kept.made.dynamodb.delete_item(TableName=UPLOADS_TABLE, Key={"id": {"S": "other"}})

    thread = threading.Thread(target=disturb)
    thread.start()
    for number in range(30):
        kept.made.dynamodb.transact_write_items(TransactItems=transaction(f"new-{number}"))
    ending.set()
    thread.join()
    for record in (kept.folder.path / "journal.1").read_bytes().splitlines(keepends=True):
        changes, _ = unpack(record)
        names = {
            table: {key for _, of, key, _ in changes if of == table and key[:4] == "new-"}
            for table in (UPLOADS_TABLE, JOBS_TABLE)
        }
        assert names[UPLOADS_TABLE] == names[JOBS_TABLE]


@contextmanager
def full() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_every_service_says_507_in_its_own_form_and_nobody_tries_for_long(kept: Kept) -> None:
    put(kept, "before")
    put_row(kept, "before")
    with full():
        began = time.monotonic()
        for write in (lambda kept: put(kept, text=b"other"), put_row, message):
            with pytest.raises(ClientError) as caught:
                write(kept)
            told = caught.value.response
            assert told["ResponseMetadata"]["HTTPStatusCode"] == 507
            assert told["ResponseMetadata"].get("RetryAttempts", 0) == 0
            assert told["Error"]["Code"] == "InsufficientStorage"
            assert told["Error"]["Message"] == "File too large."
        with pytest.raises(StorageFailed, match="did not take the file: File too large"):
            S3Objects(DATA_BUCKET).put("x", b"sound", content_type="audio/wav")
        with pytest.raises(AssertionError):
            send_form(kept)
        assert time.monotonic() - began < 2.0
        found = kept.made.s3.get_object(Bucket=DATA_BUCKET, Key="before")
        assert found["Body"].read() == b"sound"
        key: Any = {"id": {"S": "before"}}
        assert kept.made.dynamodb.get_item(TableName=UPLOADS_TABLE, Key=key)["Item"] == key
        keys = {one["Key"] for one in kept.made.s3.list_objects_v2(Bucket=DATA_BUCKET)["Contents"]}
        assert keys == {"before"}  # a file without its content on disk is nowhere to be seen
        kept.made.sqs.receive_message(QueueUrl=kept.url())
    deadline = time.monotonic() + 10
    while kept.journal.trouble:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    put(kept, "after")
    assert whole(kept.folder.contents) == in_moto()


def test_what_was_sent_again_before_it_was_put_back_stays(kept: Kept) -> None:
    put(kept, "a", b"old")
    blob = kept.folder.contents[watch.FILES][DATA_BUCKET]["a"]["blob"]
    put(kept, "a", b"new")
    entry = {"blob": blob, "etag": '"e"', "metadata": {}, "modified": "2026-01-01T00:00:00+00:00"}
    watch.put_back(
        {watch.ROWS: {}, watch.FILES: {DATA_BUCKET: {"a": entry}}, watch.MESSAGES: {}},
        lambda _: b"old",
    )
    assert kept.made.s3.get_object(Bucket=DATA_BUCKET, Key="a")["Body"].read() == b"new"


def test_an_error_that_is_no_full_disk_is_another() -> None:
    about: Any = {"Error": {"Code": "X"}, "ResponseMetadata": {"HTTPStatusCode": 500}}
    with pytest.raises(Exception, match="did not work") as caught, storage("work"):
        raise ClientError(about, "GetItem")
    assert not isinstance(caught.value, StorageFailed)
