"""Keeps the contents of the stack on disk: at most about a second behind, and whole at its end."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from local import inside
from local.disk import DataDir
from local.gate import Gate
from local.inside import Contents
from local.resources import BUCKETS, QUEUES, TABLES

PAUSE_SECONDS: Final = 0.5
_SHARE: Final = 4.0
"""However long a save takes, the pause after it is this many times longer."""
_log = logging.getLogger(__name__)


def restore(folder: DataDir) -> bool:
    """Put into moto what a folder holds; return whether it held anything; raise BadDataDir."""
    contents = folder.load()
    if contents is None:
        folder.save(Contents({}, {}, {}))  # from now on blobs without a state are a fault
        return False
    known = {*(t.name for t in TABLES), *(b.name for b in BUCKETS), *(q.name for q in QUEUES)}
    strange = {*contents.rows, *contents.files, *contents.messages} - known
    if strange:
        raise folder.bad(f"holds {min(strange)!r}, which this version does not know")
    inside.put_back(contents)
    return True


class Saver:
    """Saves to a folder whatever changes behind a gate, in a thread of its own."""

    def __init__(self, folder: DataDir, gate: Gate) -> None:
        self._folder = folder
        self._gate = gate
        self._saved = -1
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to save."""
        self._thread.start()

    def stop(self) -> None:
        """Save once more, and let go of the folder."""
        self._ending.set()
        self._thread.join()
        self._folder.close()

    def _run(self) -> None:
        pause = PAUSE_SECONDS
        while not self._ending.wait(pause):
            pause = max(PAUSE_SECONDS, _SHARE * self._save())
        self._save()

    def _save(self) -> float:
        """Save where something changed; return how many seconds it took."""
        began = time.monotonic()
        if self._gate.count == self._saved:
            return 0.0
        try:
            with self._gate.looking() as count:
                contents = inside.look()
            self._folder.save(contents)
            self._saved = count
        except Exception as error:  # noqa: BLE001 - the stack goes on, and says what is wrong
            reason = getattr(error, "strerror", None) or repr(error)
            _log.error("Saving to DATA_DIR failed (%s); trying again", reason)
        return time.monotonic() - began
