"""The hooks into moto: whoever changes something, it is in the journal when it is acknowledged."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.aws.server import LocalAws, Place, clients
from local.names import (
    ACCOUNT,
    DATA_BUCKET,
    JOBS_TABLE,
    UPLOADS_TABLE,
)
from local.persistence import watch
from local.persistence.disk import DataDir
from local.persistence.records import Contents, unpack
from talent.aws.clients import storage
from talent.aws.objects import S3Objects
from talent.errors import StorageFailed
from tests.functional.local.data_folders import full
from tests.functional.local.moto_changes import (
    Kept,
    answer_a_message,
    copy_file,
    dead_letter,
    delete_file,
    delete_row,
    erase_files,
    message,
    past_the_guard,
    put,
    put_row,
    replace_file,
    say_it_in_sql,
    send_form,
    send_in_parts,
    transact,
    transact_in_vain,
    transaction,
    update_row,
    write_many_rows,
)
from topology.environment import REGION
from topology.resources import Choices


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
