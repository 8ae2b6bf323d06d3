"""Data folder in which the contents of the stack survive its end, however it ends.

    DATA_DIR/
      state.json        rows, files and messages (local.persistence.snapshot)
      journal.{n}       what has changed since (local.persistence.records); state.json says which n
      blobs/{sha256}    contents of files
      lock              held by the stack that uses the folder

A change is on disk when its record is: blobs first, then the record that names them. What is
true is state.json with the journal played over it. From time to time that becomes a new
state.json with an empty journal; it names its journal, so that a crash at any moment leaves the
one pair or the other whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from typing import IO, Any, Final

from local.persistence import records, snapshot
from local.persistence.blobs import HALF, Blobs, sync, write_durably
from local.persistence.records import Change, Contents, Key
from local.resources import BUCKETS, QUEUES, TABLES

COMPACT_BYTES: Final = 4 * 2**20
"""Size at which a journal becomes a new state.json; larger where state.json is."""
_STATE: Final = "state.json"
_BLOBS: Final = "blobs"
_LOCK: Final = "lock"
_JOURNAL: Final = re.compile(r"journal\.\d+")


class BadDataDir(Exception):
    """The folder cannot be used; the text says why and what would work."""


class DataDir:
    """A folder that belongs to this process until it is closed.

    Parameters
    ----------
    path : made where it is missing; raises BadDataDir where it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.contents: Contents = {"rows": {}, "files": {}, "messages": {}}
        self._lock = self._take()
        self._journal: FileIO | None = None
        self._number = 0
        self._compact_at = COMPACT_BYTES
        self._size = 0
        try:
            self._prepare()
        except OSError as error:
            self.close()
            raise self.bad(f"cannot be used: {error.strerror}") from error
        self.blobs = Blobs(self._blobs_path)

    @property
    def _blobs_path(self) -> Path:
        return self.path / _BLOBS

    @property
    def is_long(self) -> bool:
        """Whether it is time to make a new state.json of the journal."""
        return self._size >= self._compact_at

    def close(self) -> None:
        """Let others use the folder."""
        self._let_go()
        self._lock.close()

    def load(self) -> None:
        """Read what is there, and be ready to append to it; raise BadDataDir."""
        whole = None
        if (self.path / _STATE).exists():
            whole = self._read()
            self._check()
        elif any(self._blobs_path.iterdir()):
            raise self.bad(f"holds recordings, but {_STATE} is missing")
        try:
            if whole is None:
                self.compact()
            else:
                self._go_on(whole)
            self.collect()
        except OSError as error:
            raise self.bad(f"cannot be used: {error.strerror}") from error

    def get(self, key: Key) -> Any:  # noqa: ANN401 - JSON
        """Return what is on disk under a key; None: nothing."""
        kind, name, rest = key
        return self.contents[kind].get(name, {}).get(rest)

    def append(self, changes: Sequence[Change]) -> None:
        """Bring changes to disk, all or none; raise OSError where that fails.

        After an error a whole new state.json is written, with the changes: how much of the record
        is in the journal, and whether the disk ever has it, nobody knows.
        """
        if self._journal is None:
            self.compact(changes)
            return
        record = records.pack(changes)
        self.blobs.sync()
        try:
            left = memoryview(record)
            while left:
                left = left[self._journal.write(left) :]
            os.fsync(self._journal.fileno())
        except BaseException:
            self._let_go()
            raise
        self._size += len(record)
        _apply(self.contents, changes)

    def compact(self, changes: Sequence[Change] = ()) -> None:
        """Write a new state.json, with changes, and begin a new journal; raise OSError."""
        contents = {
            kind: {name: dict(values) for name, values in found.items()}
            for kind, found in self.contents.items()
        }
        _apply(contents, changes)
        number = self._number + 1
        self.blobs.sync()
        journal = self._open(number, "wb")
        try:
            sync(self.path)
            state = snapshot.pack_snapshot(contents, journal=number)
            write_durably(self.path / _STATE, state)
        except BaseException:
            journal.close()
            self._path_of(number).unlink(missing_ok=True)
            raise
        self._let_go()
        self._number, self.contents = number, contents
        sync(self.path)
        self._journal, self._size = journal, 0
        self._compact_at = max(COMPACT_BYTES, len(state))
        for path in self.path.iterdir():
            if _JOURNAL.fullmatch(path.name) and path != self._path_of(number):
                path.unlink()

    def collect(self) -> None:
        """Delete the contents of files that are no more."""
        files = self.contents["files"].values()
        self.blobs.collect({entry["blob"] for entries in files for entry in entries.values()})

    def bad(self, what: str) -> BadDataDir:
        """Return the error for a folder of which something is to be said."""
        return BadDataDir(
            f"DATA_DIR={self.path} {what}. Nothing in it was changed. Choose another folder, or "
            "leave DATA_DIR empty to keep everything in memory."
        )

    def _take(self) -> IO[str]:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            strange = {entry.name for entry in self.path.iterdir()} - {_STATE, _BLOBS, _LOCK}
            strange = {n for n in strange if not n.endswith(HALF) and not _JOURNAL.fullmatch(n)}
            if strange:
                raise self.bad(f"holds other files, such as {min(strange)!r}")
            lock = (self.path / _LOCK).open("a")
        except OSError as error:
            raise self.bad(f"cannot be used: {error.strerror}") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise self.bad("is in use by another running stack") from error
        return lock

    def _prepare(self) -> None:
        self._blobs_path.mkdir(exist_ok=True)
        for half in (*self.path.glob(f"*{HALF}"), *self._blobs_path.glob(f"*{HALF}")):
            half.unlink()  # from a write that did not end; what it was to replace is whole

    def _read(self) -> int | None:
        """Read what is there; return how much of the journal is whole, None where there is none."""
        try:
            self.contents, number = snapshot.unpack_snapshot((self.path / _STATE).read_bytes())
            if number is None:
                return None
            self._number = number
            changes, whole = records.unpack(self._path_of(number).read_bytes())
        except snapshot.Unreadable as error:
            raise self.bad(f"has a {_STATE} that {error}") from error
        except records.Damaged as error:
            raise self.bad(f"has a damaged journal: record {error}") from error
        except OSError as error:
            raise self.bad(f"lacks the file {self._path_of(self._number).name}") from error
        _apply(self.contents, changes)
        return whole

    def _go_on(self, whole: int) -> None:
        """Cut off what a crash left half written, and append from there."""
        self._journal = self._open(self._number, "ab")
        self._journal.truncate(whole)
        os.fsync(self._journal.fileno())
        self._size = whole

    def _check(self) -> None:
        """Raise BadDataDir for what nobody knows, or contents that are not what they should be."""
        known = {*(t.name for t in TABLES), *(b.name for b in BUCKETS), *(q.name for q in QUEUES)}
        if strange := {name for found in self.contents.values() for name in found} - known:
            raise self.bad(f"holds {min(strange)!r}, which this version does not know")
        for entries in self.contents["files"].values():
            for entry in entries.values():
                blob = str(entry["blob"])
                try:
                    content = self.blobs.read(blob)
                except OSError as error:
                    raise self.bad(f"lacks the file {_BLOBS}/{blob}") from error
                if hashlib.sha256(content).hexdigest() != blob:
                    raise self.bad(f"has a damaged file {_BLOBS}/{blob}")

    def _open(self, number: int, mode: str) -> FileIO:
        return FileIO(self._path_of(number), mode)

    def _path_of(self, number: int) -> Path:
        return self.path / f"journal.{number}"

    def _let_go(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None


def _apply(contents: Contents, changes: Sequence[Change]) -> None:
    for kind, name, key, value in changes:
        values = contents[kind].setdefault(name, {})
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
