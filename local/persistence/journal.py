"""Write-ahead journal: nothing is acknowledged before it is on disk.

What changes in moto is marked (:mod:`local.persistence.watch`). One thread takes all that is
marked, reads what is there now, appends it as one record and lets go of everybody who waited for
that (group commit). Only answers to writes wait, in the guard and before the API's answer; reads
and predictions do not.

Where the disk takes nothing (full, broken, read-only), writes are refused, and the thread tries
again until a whole new state.json could be written. What was applied in memory by then comes to
disk with it; nobody was told that it was kept.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from local.persistence.disk import DataDir
from local.persistence.records import Change, Key

PAUSE_SECONDS: Final = 1.0
"""Longest until that is on disk for which nobody waits; between two attempts where none is."""
_log = logging.getLogger(__name__)

Current = Callable[[Key], Any]


class NotSaved(Exception):
    """Something is not on disk; the text says why."""


class Journal:
    """The contents of moto on disk.

    Parameters
    ----------
    folder : loaded.
    current : returns what is in moto under a key, None for nothing.
    whole : entered while what is marked is read: nobody is in the middle of a change then.
    """

    def __init__(
        self, folder: DataDir, current: Current, *, whole: AbstractContextManager[Any]
    ) -> None:
        self._folder = folder
        self._current = current
        self._whole = whole
        self._changed = threading.Condition()
        self._dirty: dict[Key, None] = {}
        self._released: list[str] = []
        # Marks are counted: how many there were, and up to which they are waited for and on disk.
        self._marked = self._wanted = self._saved = 0
        self._failed: str | None = None
        self._refused: tuple[str, int] | None = None
        self._ending = self._ended = False
        self._here = threading.local()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def trouble(self) -> str | None:
        """Why writes are refused, in words; None where all is well."""
        return self._failed or (self._refused[0] if self._refused else None)

    def start(self) -> None:
        """Begin to save."""
        self._thread.start()

    def stop(self) -> None:
        """Save what is left; raise NotSaved where that is not possible."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()
        if self._saved < self._marked:
            raise NotSaved(f"the last changes are not in {self._folder.path}: {self._failed}")

    @contextmanager
    def keeping(self, content: bytes) -> Iterator[str]:
        """Bring the content of a file to disk before the file has it; give its name there.

        Raises OSError where that is not possible.
        """
        try:
            name = self._folder.blobs.hold(content)
        except OSError as error:
            self._here.error = _reason(error)
            self._note(self._here.error, len(content))
            raise
        try:
            yield name
        finally:
            with self._changed:
                self._released.append(name)

    def mark(self, key: Key) -> None:
        """Take note that something may have changed."""
        with self._changed:
            self._dirty[key] = None
            self._marked += 1

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold this while something changes; ends when that is on disk.

        Raises NotSaved where it cannot be, if possible before anything changes.
        """
        if self._failed:
            raise NotSaved(self._failed)
        self._here.error = None
        try:
            yield
        finally:
            if self._here.error:
                raise NotSaved(self._here.error)
        self.settle()

    def settle(self) -> None:
        """Wait until all that has changed so far is on disk; raise NotSaved where it cannot be."""
        with self._changed:
            upto = self._wanted = self._marked
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._saved >= upto or self._failed or self._ended)
            if self._saved < upto:
                raise NotSaved(self._failed or "The stack has ended")

    def _run(self) -> None:
        while not self._ended:
            with self._changed:
                self._changed.wait_for(self._is_due, PAUSE_SECONDS)
                ending = self._ending
            self._save()
            self._look_for_room()
            with self._changed:
                self._ended = ending
                self._changed.notify_all()

    def _is_due(self) -> bool:
        return self._ending or (not self._failed and self._wanted > self._saved)

    def _save(self) -> None:
        taken: dict[Key, None] = {}
        released: list[str] = []
        try:
            with self._whole:
                with self._changed:
                    taken, self._dirty = self._dirty, {}
                    released, self._released = self._released, []
                    upto = self._marked
                changes = [change for key in taken for change in self._changes(key)]
            frees = any(
                kind == "files" and self._folder.get((kind, name, key))
                for kind, name, key, _ in changes
            )
            if changes or self._failed:
                self._folder.append(changes)
        except Exception as error:  # noqa: BLE001 - the stack goes on, and says what is wrong
            with self._changed:
                self._dirty = taken | self._dirty
                self._released += released
                self._fail(_reason(error))
            return
        with self._changed:
            self._saved = upto
            self._fail(None)
        self._tidy(released, frees=frees)

    def _changes(self, key: Key) -> list[Change]:
        """Return what is different under a key from what is on disk."""
        kind, name, rest = key
        now = self._current(key)
        if kind == "messages":  # of a whole queue
            before = self._folder.contents[kind].get(name, {})
            return [
                (kind, name, one, now.get(one))
                for one in (before | now)
                if before.get(one) != now.get(one)
            ]
        return [] if now == self._folder.get(key) else [(kind, name, rest, now)]

    def _tidy(self, released: list[str], *, frees: bool) -> None:
        self._folder.blobs.let_go(released)
        try:
            if frees:
                self._folder.collect()
            if self._folder.is_long:
                self._folder.compact()
        except OSError as error:
            # What is saved stays so: the next change tries again.
            self._note(_reason(error), 1)

    def _note(self, reason: str, size: int) -> None:
        """Remember that so many bytes could not be written."""
        with self._changed:
            if not self.trouble:
                _log.error("DATA_DIR takes no files: %s", reason)
            self._refused = (reason, max(size, self._refused[1] if self._refused else 0))

    def _look_for_room(self) -> None:
        if self._refused is None:
            return
        try:
            self._folder.blobs.probe(self._refused[1])
        except OSError:
            return
        self._refused = None
        _log.warning("DATA_DIR takes files again")

    def _fail(self, reason: str | None) -> None:
        if reason and not self._failed:
            _log.error("Saving to DATA_DIR failed (%s); writes are refused", reason)
        if self._failed and not reason:
            _log.warning("Saving to DATA_DIR works again")
        self._failed = reason
        self._changed.notify_all()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or repr(error)
