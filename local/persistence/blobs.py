"""Blobs on disk, each under its sha256: the same content is there once."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

RESERVE_BYTES: Final = 2**20
"""Room that contents leave for rows: with it, what is in the way can still be deleted."""
HALF: Final = ".half"
"""Suffix of a file that is being written."""


class Blobs:
    """A folder of contents.

    A content is held from before a file has it until the journal says which: meanwhile it is
    not used yet and must not be deleted.

    Parameters
    ----------
    folder : is there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._there = {path.name for path in folder.iterdir()}
        self._held: Counter[str] = Counter()
        self._new = False

    def hold(self, content: bytes) -> str:
        """Write a content to disk, unless it is there, and hold it; return its name.

        Raises OSError where it cannot be written; then it is not held.
        """
        name = hashlib.sha256(content).hexdigest()
        with self._lock:
            self._held[name] += 1
            if name in self._there:
                return name
        try:
            self.check_room(len(content))
            write_durably(self._folder / name, content)
        except BaseException:
            self.let_go([name])
            raise
        with self._lock:
            self._there.add(name)
            self._new = True
        return name

    def let_go(self, names: Iterable[str]) -> None:
        """Hold contents no longer."""
        with self._lock:
            self._held -= Counter(names)

    def sync(self) -> None:
        """Make sure that what was written is found again after a crash."""
        with self._lock:
            new, self._new = self._new, False
        if new:
            try:
                sync(self._folder)
            except BaseException:
                self._new = True
                raise

    def collect(self, used: set[str]) -> None:
        """Delete what is neither used nor held."""
        with self._lock:
            for name in self._there - used - self._held.keys():
                (self._folder / name).unlink(missing_ok=True)
                self._there.discard(name)

    def check_room(self, size: int) -> None:
        """Raise OSError where there is no room for a content of so many bytes."""
        found = os.statvfs(self._folder)
        if found.f_bavail * found.f_frsize < size + RESERVE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def probe(self, size: int) -> None:
        """Raise OSError where a content of so many bytes could not be written now."""
        self.check_room(size)
        path = self._folder / ("probe" + HALF)
        try:
            with path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(size, 1))
        finally:
            path.unlink(missing_ok=True)

    def read(self, name: str) -> bytes:
        """Return a content."""
        return (self._folder / name).read_bytes()


def write_durably(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that it is whole or not there."""
    # Two threads may write the same content.
    half = path.with_name(f"{path.name}.{threading.get_ident()}{HALF}")
    try:
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def sync(folder: Path) -> None:
    """Make sure that the names in a folder are there after a crash."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
