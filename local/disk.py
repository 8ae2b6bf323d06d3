"""A folder in which the contents of the stack survive its end.

    DATA_DIR/
      state.json        one line about the rest, then rows, files and messages as JSON
      blobs/{sha256}    contents of files
      lock              held by the stack that uses the folder

Each file is written beside its place and moved into it; ``state.json`` comes last and names
the blobs it needs, so that a crash at any moment leaves the state before or after it whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from pathlib import Path
from typing import IO, Any, Final

from local.inside import Contents, File

FORMAT: Final = 1
_STATE: Final = "state.json"
_BLOBS: Final = "blobs"
_LOCK: Final = "lock"
_HALF: Final = ".half"


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
        self._lock = self._take()
        self._known: dict[str, str] = {}
        try:
            self._check()
            self._blobs.mkdir(exist_ok=True)
        except BaseException:
            self.close()
            raise

    @property
    def _blobs(self) -> Path:
        return self.path / _BLOBS

    def close(self) -> None:
        """Let others use the folder."""
        self._lock.close()

    def load(self) -> Contents | None:
        """Return what was saved last, None in a new folder; raise BadDataDir."""
        path = self.path / _STATE
        if not path.exists():
            if any(self._blobs.iterdir()):
                raise self.bad(f"holds recordings, but {_STATE} is missing")
            return None
        try:
            head, _, rest = path.read_bytes().partition(b"\n")
            about = json.loads(head)
            if about["format"] != FORMAT:
                raise self.bad(f"has format {about['format']}; this version reads {FORMAT}")
            if hashlib.sha256(rest).hexdigest() != about["sha256"]:
                raise self.bad(f"has a {_STATE} that was damaged or changed")
            state = json.loads(rest)
            files = {
                bucket: {key: self._file(entry) for key, entry in entries.items()}
                for bucket, entries in state["files"].items()
            }
            return Contents(state["rows"], files, state["messages"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self.bad(f"has a {_STATE} that cannot be read") from error

    def save(self, contents: Contents) -> None:
        """Write everything that is not there yet; raise OSError where that fails."""
        files: dict[str, dict[str, Any]] = {}
        for bucket, entries in contents.files.items():
            files[bucket] = {}
            for key, file in entries.items():
                if blob := self._keep(file):
                    files[bucket][key] = {
                        "blob": blob,
                        "etag": file.etag,
                        "metadata": dict(file.metadata),
                        "modified": file.modified,
                    }
        state = {"rows": contents.rows, "files": files, "messages": contents.messages}
        rest = json.dumps(state).encode()
        about = {"format": FORMAT, "sha256": hashlib.sha256(rest).hexdigest()}
        _write(self.path / _STATE, json.dumps(about).encode() + b"\n" + rest)
        self._forget({entry["blob"] for entries in files.values() for entry in entries.values()})

    def _take(self) -> IO[str]:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            strange = {entry.name for entry in self.path.iterdir()} - {_STATE, _BLOBS, _LOCK}
            strange = {name for name in strange if not name.endswith(_HALF)}
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

    def _check(self) -> None:
        for half in (*self.path.glob(f"*{_HALF}"), *self._blobs.glob(f"*{_HALF}")):
            half.unlink()  # from a write that did not end; what it was to replace is whole

    def _file(self, entry: dict[str, Any]) -> File:
        path = self._blobs / str(entry["blob"])
        size = self._check_blob(path)

        def read() -> bytes:  # not kept from the check: all of them at once may be a lot
            return path.read_bytes()

        file = File(entry["etag"], entry["metadata"], entry["modified"], size, read)
        self._known[_identity(file)] = path.name
        return file

    def _check_blob(self, path: Path) -> int:
        """Return the size of a blob; raise BadDataDir where it is not what its name says."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise self.bad(f"lacks the file {_BLOBS}/{path.name}") from error
        if hashlib.sha256(content).hexdigest() != path.name:
            raise self.bad(f"has a damaged file {_BLOBS}/{path.name}")
        return len(content)

    def _keep(self, file: File) -> str | None:
        identity = _identity(file)
        if identity in self._known:
            return self._known[identity]
        content = file.read()
        if content is None:
            return None
        blob = hashlib.sha256(content).hexdigest()
        _write(self._blobs / blob, content)
        self._known[identity] = blob
        return blob

    def _forget(self, needed: set[str]) -> None:
        for path in self._blobs.iterdir():
            if path.name not in needed:
                path.unlink()
        self._known = {name: blob for name, blob in self._known.items() if blob in needed}

    def bad(self, what: str) -> BadDataDir:
        """Return the error for a folder of which something is to be said."""
        return BadDataDir(
            f"DATA_DIR={self.path} {what}. Nothing in it was changed. Choose another folder, or "
            "leave DATA_DIR empty to keep everything in memory."
        )


def _identity(file: File) -> str:
    return f"{file.etag}/{file.size}/{file.modified}"


def _write(path: Path, content: bytes) -> None:
    half = path.with_name(path.name + _HALF)
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
