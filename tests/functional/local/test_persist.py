"""What is in moto survives its end, and a folder that cannot be trusted stays as it is."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.aws.provision import Clients
from local.aws.reconciler import sweep
from local.aws.server import LocalAws, Place, clients
from local.names import DATA_BUCKET, UPLOADS_BUCKET, UPLOADS_QUEUE, UPLOADS_TABLE
from local.persistence.disk import BadDataDir, DataDir
from local.persistence.snapshot import FORMAT
from tests.functional.local.conftest import Aws
from tests.functional.model_files import Models, files
from topology.resources import Choices

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

ROW: dict[str, AttributeValueTypeDef] = {
    "id": {"S": "a" * 32},
    "delete_at": {"N": "99999999999"},
    "nested": {"M": {"list": {"L": [{"N": "1.50"}, {"BOOL": False}, {"NULL": True}]}}},
    "raw": {"B": b"\x00\xff"},
    "names": {"SS": ["ä", "b"]},
}


@contextmanager
def running(path: Path, reset: Callable[[], None]) -> Iterator[Clients]:
    """Run moto on a folder, from nothing else than what is in it."""
    reset()
    server = LocalAws(Place(folder=DataDir(path)), Choices())
    try:
        server.start()
        yield clients()
    finally:
        server.stop()


@pytest.fixture
def reset(clean_moto: None) -> Callable[[], None]:
    from moto.moto_api._internal.models import moto_api_backend

    def forget() -> None:
        moto_api_backend.reset()

    return forget


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there" / "yet"


def bodies(made: Clients) -> list[str]:
    url = made.sqs.get_queue_url(QueueName=UPLOADS_QUEUE)["QueueUrl"]
    found = made.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [message["Body"] for message in found.get("Messages", [])]


def test_an_analysis_that_ended_with_the_stack_is_no_attempt(
    folder: Path, reset: Callable[[], None]
) -> None:
    def row(one: str, status: str) -> dict[str, AttributeValueTypeDef]:
        return {"id": {"S": one}, "status": {"S": status}, "attempts": {"N": "2"}}

    with running(folder, reset) as made:
        for one, status in (("a", "processing"), ("b", "done")):
            made.dynamodb.put_item(TableName=UPLOADS_TABLE, Item=row(one, status))
    with running(folder, reset) as made:
        rows = made.dynamodb.scan(TableName=UPLOADS_TABLE)["Items"]
    assert {row["id"]["S"]: row["attempts"]["N"] for row in rows} == {"a": "1", "b": "2"}


def test_rows_files_and_messages_are_there_again(folder: Path, reset: Callable[[], None]) -> None:
    content = os.urandom(100_000)
    with running(folder, reset) as made:
        made.dynamodb.put_item(TableName=UPLOADS_TABLE, Item=ROW)
        for text in (b"old", content):
            made.s3.put_object(
                Bucket=DATA_BUCKET, Key="recordings/ä", Body=text, ContentType="audio/flac"
            )
        made.s3.put_object(Bucket=DATA_BUCKET, Key="gone", Body=b"x")
        made.s3.delete_object(Bucket=DATA_BUCKET, Key="gone")
        made.s3.put_object(Bucket=UPLOADS_BUCKET, Key="uploads/x", Body=b"sound")
        assert len([body for body in bodies(made) if "Records" in body]) == 1  # now hidden
    with running(folder, reset) as made:
        row = made.dynamodb.get_item(TableName=UPLOADS_TABLE, Key={"id": ROW["id"]})["Item"]
        assert row == ROW
        found = made.s3.get_object(Bucket=DATA_BUCKET, Key="recordings/ä")
        assert found["Body"].read() == content
        assert found["ContentType"] == "audio/flac"
        assert made.s3.list_objects_v2(Bucket=DATA_BUCKET)["KeyCount"] == 1
        (message,) = [json.loads(body) for body in bodies(made) if "Records" in body]
        assert message["Records"][0]["s3"]["object"]["key"] == "uploads%2Fx"


def test_a_change_is_on_disk_when_it_is_acknowledged(
    folder: Path, reset: Callable[[], None]
) -> None:
    with running(folder, reset) as made:
        made.s3.put_object(Bucket=DATA_BUCKET, Key="recordings/a", Body=b"sound")
        journal = (folder / "journal.1").read_text()
        assert "recordings/a" in journal
        made.s3.put_object(Bucket=DATA_BUCKET, Key="recordings/a", Body=b"another")
        journal = (folder / "journal.1").read_text()
        digest = hashlib.sha256(b"another").hexdigest()
        assert digest in journal
        assert (folder / "blobs" / digest).read_bytes() == b"another"


def test_a_deleted_file_leaves_no_copy_behind(folder: Path, reset: Callable[[], None]) -> None:
    digest = hashlib.sha256(b"sound").hexdigest()
    with running(folder, reset) as made:
        for key in ("recordings/a", "recordings/b"):
            made.s3.put_object(Bucket=DATA_BUCKET, Key=key, Body=b"sound")
        made.s3.delete_object(Bucket=DATA_BUCKET, Key="recordings/a")
        assert (folder / "blobs" / digest).exists()  # the other one has it
        made.s3.delete_object(Bucket=DATA_BUCKET, Key="recordings/b")
        wait_until(lambda: not (folder / "blobs" / digest).exists())


def test_the_operators_model_stays_in_service(folder: Path, reset: Callable[[], None]) -> None:
    with running(folder, reset):
        mine = Models().serve("mine-1")
    with running(folder, reset):
        kept = Models()
        assert kept.registry.pointer() == mine
        assert kept.published.read("mine-1") == files("mine-1")


def saved(path: Path, *keys: str) -> None:
    """Make a folder, closed, in which files were saved, each in a record of its own."""
    disk = DataDir(path)
    disk.load()
    for key in keys or ("recordings/a",):
        blob = disk.blobs.hold(key.encode())
        entry = {"blob": blob, "etag": '"e"', "metadata": {}, "modified": "2026-01-01T00:00:00"}
        disk.append([("files", DATA_BUCKET, key, entry)])
    disk.close()


def snapshot(path: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def damage_state(path: Path) -> None:
    state = path / "state.json"
    state.write_bytes(state.read_bytes().replace(b"rows", b"rowz"))


def cut_state(path: Path) -> None:
    (path / "state.json").write_bytes((path / "state.json").read_bytes()[:20])


def other_format(path: Path) -> None:
    (path / "state.json").write_text(json.dumps({"format": FORMAT + 1, "sha256": ""}) + "\n{}")


def no_state(path: Path) -> None:
    (path / "state.json").unlink()


def no_journal(path: Path) -> None:
    (path / "journal.1").unlink()


def damage_journal(path: Path) -> None:
    journal = path / "journal.1"
    first, rest = journal.read_bytes().split(b"\n", 1)
    journal.write_bytes(first.replace(b"recordings", b"recordingz") + b"\n" + rest)


def damage_blob(path: Path) -> None:
    next((path / "blobs").iterdir()).write_bytes(b"noise")


def no_blob(path: Path) -> None:
    next((path / "blobs").iterdir()).unlink()


def not_ours(path: Path) -> None:
    (path / "thesis.doc").write_text("precious")


@pytest.mark.parametrize(
    ("damage", "text"),
    [
        (damage_state, "damaged or changed"),
        (cut_state, "cannot be read"),
        (other_format, f"format {FORMAT + 1}; this version reads 1 and {FORMAT}"),
        (no_state, "state.json is missing"),
        (no_journal, "lacks the file journal.1"),
        (damage_journal, "damaged journal: record 1"),
        (damage_blob, "damaged file blobs/"),
        (no_blob, "lacks the file blobs/"),
        (not_ours, "holds other files, such as 'thesis.doc'"),
    ],
)
def test_a_folder_that_cannot_be_trusted_is_refused_and_left_as_it_is(
    folder: Path, damage: Callable[[Path], None], text: str
) -> None:
    saved(folder, "recordings/a", "recordings/b")
    damage(folder)
    before = snapshot(folder)
    with pytest.raises(BadDataDir, match=text) as caught, closing(DataDir(folder)) as disk:
        disk.load()
    assert f"DATA_DIR={folder}" in str(caught.value)
    assert snapshot(folder) == before


def test_what_this_version_does_not_know_is_not_thrown_away(
    folder: Path, reset: Callable[[], None]
) -> None:
    disk = DataDir(folder)
    disk.load()
    disk.append([("rows", "a-table-of-later", "x", {"id": {"S": "x"}})])
    disk.close()
    before = snapshot(folder)
    with pytest.raises(BadDataDir, match="a-table-of-later"), running(folder, reset):
        pass
    assert snapshot(folder) == before


def test_a_folder_belongs_to_one_stack(folder: Path) -> None:
    first = DataDir(folder)
    with pytest.raises(BadDataDir, match="in use by another running stack"):
        DataDir(folder)
    first.close()
    DataDir(folder).close()


def test_a_path_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadDataDir, match="cannot be used"):
        DataDir(tmp_path / "file")


def test_what_a_crash_left_half_written_is_removed(folder: Path) -> None:
    saved(folder)
    for name in ("state.json.half", "blobs/abc.half"):
        (folder / name).write_bytes(b"half")
    disk = DataDir(folder)
    disk.load()
    disk.close()
    assert list(disk.contents["files"][DATA_BUCKET]) == ["recordings/a"]
    assert not list(folder.rglob("*.half"))


def test_old_files_and_rows_are_swept_and_the_rest_stays(aws: Aws) -> None:
    now = datetime.now(UTC)
    made = aws.clients
    for key in ("uploads/a", "uploads/a", "results/a.json"):
        made.s3.put_object(Bucket=UPLOADS_BUCKET, Key=key, Body=b"x")
    made.s3.put_object(Bucket=DATA_BUCKET, Key="recordings/a", Body=b"x")
    for name, seconds in (("over", -10), ("alive", 10)):
        at = str(int(now.timestamp()) + seconds)
        made.dynamodb.put_item(
            TableName=UPLOADS_TABLE, Item={"id": {"S": name}, "delete_at": {"N": at}}
        )
    assert sweep(made, retention_days=30, now=now) == (0, 1)
    later = now + timedelta(days=31)
    assert sweep(made, retention_days=30, now=later) == (3, 1)
    assert made.s3.list_objects_v2(Bucket=UPLOADS_BUCKET)["KeyCount"] == 0
    assert made.s3.list_objects_v2(Bucket=DATA_BUCKET)["KeyCount"] == 1
