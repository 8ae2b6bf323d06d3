"""The data folder: records and state are read as they were written, or refused."""

from __future__ import annotations

import hashlib
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from local.names import DATA_BUCKET, UPLOADS_TABLE
from local.persistence.records import Damaged, pack, unpack
from tests.functional.local.data_folders import ENTRY, full, opened, row, rows


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
