"""Writers and the one who takes stock: many write at a time, nobody while stock is taken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE_SECONDS: Final = 2.0
"""How long whoever looks waits for writers. One may wait for another who waits outside."""


class Gate:
    """Lets writers through, counts what they do, and holds them up while somebody looks."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._writers = 0
        self._closed = False
        self.count = 0
        """How many writes there were; another number means that something may have changed."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold this while something changes."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._writers += 1
        try:
            yield
        finally:
            with self._changed:
                self._writers -= 1
                self.count += 1
                self._changed.notify_all()

    @contextmanager
    def looking(self) -> Iterator[int]:
        """Hold this while nothing is to change; gives the number of writes before.

        A writer who goes on for longer than our patience is looked at in the middle of it; it
        counts when it is done, so that somebody will look again.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._closed = True
            self._changed.wait_for(lambda: self._writers == 0, PATIENCE_SECONDS)
        try:
            yield self.count
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()
