"""Writers and the one who takes stock: many write at a time, nobody while stock is taken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


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
        """Hold this while nothing may change; gives the number of writes before."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._closed = True
            self._changed.wait_for(lambda: self._writers == 0)
        try:
            yield self.count
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()
