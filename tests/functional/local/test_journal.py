"""The write-ahead journal: what was acknowledged is read again, whatever the disk does."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from local.names import DATA_BUCKET, UPLOADS_TABLE
from local.persistence import disk as disks
from local.persistence.acknowledge import Acknowledged
from local.persistence.disk import DataDir
from local.persistence.journal import Journal, NotSaved
from local.persistence.records import Change, Damaged, Key, pack, unpack

ENTRY = {"etag": '"e"', "metadata": {}, "modified": "2026-01-01T00:00:00"}


def row(name: str, value: object = "x") -> Change:
    return ("rows", UPLOADS_TABLE, name, {"id": {"S": name}, "value": {"S": str(value)}})


@contextmanager
def opened(path: Path) -> Iterator[DataDir]:
    with closing(DataDir(path)) as folder:
        folder.load()
        yield folder


def rows(path: Path) -> dict[str, Any]:
    """Return the rows that a new start finds."""
    with opened(path) as folder:
        return dict(folder.contents["rows"].get(UPLOADS_TABLE, {}))


class Memory:
    """Rows in memory, as moto has them, with a journal behind them."""

    def __init__(self, folder: DataDir) -> None:
        self.values: dict[str, Any] = {}
        self.lock = threading.RLock()
        self.journal = Journal(folder, self.current, whole=self.lock)

    def current(self, key: Key) -> Any:  # noqa: ANN401 - JSON
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


@contextmanager
def full(most_bytes: int = 0) -> Iterator[None]:
    """Let every write beyond a size of its file fail, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def wait_until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.01)


def test_records_are_read_as_they_were_written() -> None:
    first, second = [row("a"), ("rows", "t", "b", None)], [row("ä\n\r", "\x00")]
    content = pack(first) + pack(second)
    assert unpack(content) == ([*first, *second], len(content))
    assert unpack(b"") == ([], 0)


def test_a_last_record_cut_off_anywhere_leaves_the_ones_before_it(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        folder.append([row("a")])
        whole = (tmp_path / "journal.1").stat().st_size
        folder.append([row("b")])
    content = (tmp_path / "journal.1").read_bytes()
    for size in range(whole, len(content)):
        (tmp_path / "journal.1").write_bytes(content[:size])
        with opened(tmp_path) as folder:
            assert set(folder.contents["rows"][UPLOADS_TABLE]) == {"a"}
            folder.append([row("c")])  # where the torn one was
        assert set(rows(tmp_path)) == {"a", "c"}
    (tmp_path / "journal.1").write_bytes(content)
    assert set(rows(tmp_path)) == {"a", "b"}


@pytest.mark.parametrize("hole", [bytes(64), bytes(4)])
def test_a_last_record_with_holes_is_cut_off_too(hole: bytes) -> None:
    first, second = pack([row("a")]), pack([row("b")])
    torn = second[:70] + hole + second[70 + len(hole) :]
    assert unpack(first + torn) == ([row("a")], len(first))


def test_a_record_damaged_anywhere_before_the_last_is_refused() -> None:
    first, second = pack([row("a")]), pack([row("b")])
    for place in range(len(first)):
        damaged = first[:place] + bytes([first[place] ^ 1]) + first[place + 1 :]
        with pytest.raises(Damaged):
            unpack(damaged + second + second)


def test_what_is_read_again_is_what_was_in_memory(tmp_path: Path) -> None:
    chance = random.Random(1)
    memory: dict[str, Any] = {}
    for _ in range(5):
        with opened(tmp_path) as folder:
            for _ in range(60):
                changes = [row(f"{chance.randrange(30)}", chance.random()) for _ in range(3)]
                changes = [(*c[:3], c[3] if chance.random() < 0.6 else None) for c in changes]
                if chance.random() < 0.1:
                    folder.compact(changes)
                else:
                    folder.append(changes)
                memory.update({name: value for _, _, name, value in changes})
                memory = {name: value for name, value in memory.items() if value is not None}
        assert rows(tmp_path) == memory


def test_a_folder_of_the_format_without_a_journal_is_read(tmp_path: Path) -> None:
    with opened(tmp_path / "made") as folder:
        blob = folder.blobs.hold(b"sound")
        os.rename(tmp_path / "made" / "blobs" / blob, tmp_path / blob)
    old = tmp_path / "old"
    (old / "blobs").mkdir(parents=True)
    os.rename(tmp_path / blob, old / "blobs" / blob)
    state = {
        "rows": {UPLOADS_TABLE: [row("a")[3]]},
        "files": {DATA_BUCKET: {"recordings/a": {**ENTRY, "blob": blob}}},
        "messages": {"singing-talent-local-uploads": ["one", "two"]},
    }
    rest = json.dumps(state).encode()
    head = json.dumps({"format": 1, "sha256": hashlib.sha256(rest).hexdigest()}).encode()
    (old / "state.json").write_bytes(head + b"\n" + rest)
    for _ in range(2):  # as it was, and as this version has written it
        with opened(old) as folder:
            found = folder.contents
        assert found["rows"][UPLOADS_TABLE] == {"a": row("a")[3]}
        assert found["files"] == state["files"]
        bodies = found["messages"]["singing-talent-local-uploads"].values()
        assert list(bodies) == ["one", "two"]
    head = (old / "state.json").read_bytes().partition(b"\n")[0]
    assert json.loads(head)["format"] == 2  # earlier versions refuse it instead of half of it


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


def test_a_record_that_did_not_fit_is_not_read_again_unless_it_was_whole(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        folder.append([row("before")])
        size = (tmp_path / "journal.1").stat().st_size
        with full(size + 30), pytest.raises(OSError, match="File too large"):
            folder.append([row("torn")])
    assert set(rows(tmp_path)) == {"before"}


def test_a_state_that_cannot_be_written_leaves_the_pair_before_it(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        folder.append([row("before")])
        with full(), pytest.raises(OSError, match="File too large"):
            folder.compact([row("later")])
        folder.append([row("after")])
        assert sorted(path.name for path in tmp_path.iterdir()) == [
            *("blobs", "journal.1", "lock", "state.json")
        ]
    assert set(rows(tmp_path)) == {"before", "after"}


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


def test_contents_leave_a_reserve_for_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as folder:
        monkeypatch.setattr("local.persistence.blobs.RESERVE_BYTES", 2**60)
        with pytest.raises(OSError, match="No space left on device"):
            folder.blobs.hold(b"x")
        monkeypatch.undo()
        assert folder.blobs.hold(b"x")


def test_a_content_is_kept_while_somebody_is_about_to_name_it(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        blob = folder.blobs.hold(b"sound")
        folder.collect()
        assert folder.blobs.read(blob) == b"sound"
        folder.append([("files", DATA_BUCKET, "a", {**ENTRY, "blob": blob})])
        folder.blobs.let_go([blob])
        folder.collect()
        assert folder.blobs.read(blob) == b"sound"
        folder.append([("files", DATA_BUCKET, "a", None)])
        folder.collect()
        assert list((tmp_path / "blobs").iterdir()) == []


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


def test_no_more_than_one_journal_is_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        for number in range(4):
            folder.append([row(str(number))])
            folder.compact()
    assert [path.name for path in tmp_path.glob("journal.*")] == ["journal.5"]
    (tmp_path / "journal.6").write_bytes(pack([row("never")]))  # of a compaction that died
    with opened(tmp_path) as folder:
        folder.compact()
        folder.append([row("4")])
    assert set(rows(tmp_path)) == {"0", "1", "2", "3", "4"}


def test_without_a_change_nothing_is_written(tmp_path: Path) -> None:
    with opened(tmp_path) as folder, at_work(folder) as memory, nullcontext():
        memory.put(row("a"))
        size = (tmp_path / "journal.1").stat().st_size
        memory.put(row("a"))
        assert (tmp_path / "journal.1").stat().st_size == size
