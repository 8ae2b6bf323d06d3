"""The write-ahead journal: nothing is acknowledged before it is on disk, whatever the disk does."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from local.names import UPLOADS_TABLE
from local.persistence import disk as disks
from local.persistence.acknowledge import Acknowledged
from local.persistence.disk import DataDir
from local.persistence.journal import Journal, NotSaved
from local.persistence.records import Change, Key, unpack
from tests.functional.local.data_folders import full, opened, row, rows


class Memory:
    """Rows in memory, as moto has them, with a journal behind them."""

    def __init__(self, folder: DataDir) -> None:
        self.values: dict[str, Any] = {}
        self.lock = threading.RLock()
        self.journal = Journal(folder, self.current, whole=self.lock)

    def current(self, key: Key) -> Any:
        """Return what is there now."""
        return self.values.get(key[2])

    def put(self, *changes: Change) -> None:
        """Change something, and wait for the journal."""
        with self.journal.writing(), self.lock:
            for kind, table, name, value in changes:
                self.values[name] = value
                self.journal.mark((kind, table, name))


@contextmanager
def at_work(folder: DataDir) -> Iterator[Memory]:
    memory = Memory(folder)
    memory.journal.start()
    try:
        yield memory
    finally:
        memory.journal.stop()


def wait_until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.01)


def test_compaction_under_writers_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "COMPACT_BYTES", 2_000)
    with opened(tmp_path) as folder, at_work(folder) as memory:

        def write(writer: int) -> None:
            for number in range(100):
                memory.put(row(f"{writer}-{number}"), row(f"{writer}-last", number))

        threads = [threading.Thread(target=write, args=[n]) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expected = dict(memory.values)
    (journal,) = tmp_path.glob("journal.*")
    assert int(journal.suffix[1:]) > 5
    assert rows(tmp_path) == expected
    assert len(expected) == 404


def test_several_writers_share_one_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    plain = os.fsync

    def slow(number: int) -> None:
        synced.append(number)
        time.sleep(0.02)
        plain(number)

    with opened(tmp_path) as folder, at_work(folder) as memory:
        monkeypatch.setattr(os, "fsync", slow)
        threads = [threading.Thread(target=memory.put, args=[row(str(n))]) for n in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        monkeypatch.setattr(os, "fsync", plain)
    assert len(rows(tmp_path)) == 32
    assert 1 <= len(synced) < 16


def test_what_changes_together_is_in_one_record(tmp_path: Path) -> None:
    with opened(tmp_path) as folder, at_work(folder) as memory:

        def transact(writer: int) -> None:
            for number in range(50):
                memory.put(row(f"{writer}-a", number), row(f"{writer}-b", number))

        threads = [threading.Thread(target=transact, args=[n]) for n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    seen: dict[str, Any] = {}
    for record in (tmp_path / "journal.1").read_bytes().splitlines(keepends=True):
        changes, _ = unpack(record)
        seen.update({name: value["value"] for _, _, name, value in changes})
        for writer in range(3):
            assert seen.get(f"{writer}-a") == seen.get(f"{writer}-b")
    assert len(seen) == 6


def test_a_full_disk_refuses_writes_and_recovers_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("local.persistence.journal.PAUSE_SECONDS", 0.02)
    with opened(tmp_path) as folder, at_work(folder) as memory:
        memory.put(row("before"))
        with full():
            with pytest.raises(NotSaved, match="File too large"):
                memory.put(row("unsaved"))
            assert memory.journal.trouble == "File too large"
            with pytest.raises(NotSaved):
                memory.put(row("refused"))
            assert "refused" not in memory.values  # before anything changed
            with pytest.raises(NotSaved):
                memory.journal.settle()  # what others read of "unsaved" is not acknowledged either
            time.sleep(0.1)
        wait_until(lambda: memory.journal.trouble is None)
        memory.put(row("after"))
    # What was in memory is on disk by now, so that "it is there already" is the truth.
    assert set(rows(tmp_path)) == {"before", "unsaved", "after"}
    assert [record.message.partition("(")[0] for record in caplog.records] == [
        "Saving to DATA_DIR failed ",
        "Saving to DATA_DIR works again",
    ]


def test_an_end_with_something_unsaved_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        memory = Memory(folder)
        memory.journal.start()
        with full():
            with pytest.raises(NotSaved):
                memory.put(row("unsaved"))
            with pytest.raises(NotSaved, match=r"last changes are not in .*: File too large"):
                memory.journal.stop()
    assert rows(tmp_path) == {}


def test_a_file_that_does_not_fit_is_refused_before_anything_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.persistence.journal.PAUSE_SECONDS", 0.02)
    with opened(tmp_path) as folder, at_work(folder) as memory:
        with full(1_000):
            with (
                pytest.raises(NotSaved, match="File too large"),
                memory.journal.writing(),
                memory.journal.keeping(bytes(2_000)),
            ):
                pytest.fail("the file is there without its content")
            assert memory.journal.trouble == "File too large"
            memory.put(row("small"))  # rows still fit, so that room can be made by deleting
            time.sleep(0.1)
            assert memory.journal.trouble == "File too large"
        wait_until(lambda: memory.journal.trouble is None)
        assert list((tmp_path / "blobs").iterdir()) == []
    assert set(rows(tmp_path)) == {"small"}


def test_the_apis_answer_to_a_write_waits_for_what_it_rests_on(tmp_path: Path) -> None:
    """What one request has just put into memory, another must not call stored."""
    asked: list[dict[str, Any]] = []

    async def ask(journal: Journal, method: str, status: int) -> object:
        async def invoke(event: dict[str, Any], *, request_id: str, trace: str) -> object:
            assert (request_id, trace) == ("r", "t")
            asked.append(event)
            return {"statusCode": status}

        acknowledged = Acknowledged(invoke, journal)
        return await acknowledged({"httpMethod": method}, request_id="r", trace="t")

    with opened(tmp_path) as folder:
        memory = Memory(folder)
        memory.journal.start()
        assert asyncio.run(ask(memory.journal, "POST", 200)) == {"statusCode": 200}
        with full():
            memory.values["a"] = row("a")[3]
            memory.journal.mark(("rows", UPLOADS_TABLE, "a"))
            with pytest.raises(NotSaved, match="File too large"):
                asyncio.run(ask(memory.journal, "POST", 200))
            asyncio.run(ask(memory.journal, "GET", 200))
            asyncio.run(ask(memory.journal, "POST", 422))
            assert asked[-1]["stageVariables"] == {"degraded": "File too large"}
            assert "stageVariables" not in asked[0]
        memory.journal.stop()


def test_without_a_change_nothing_is_written(tmp_path: Path) -> None:
    with opened(tmp_path) as folder, at_work(folder) as memory, nullcontext():
        memory.put(row("a"))
        size = (tmp_path / "journal.1").stat().st_size
        memory.put(row("a"))
        assert (tmp_path / "journal.1").stat().st_size == size
