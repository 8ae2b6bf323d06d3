"""Delete a recording: every version of its files, and then its row.

A mark in the row comes first: it lets one caller through, and keeps the others from writing
to a recording whose files are going. Where that caller dies, the mark stays, and a later call
finishes what it began.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from talent.ports import ObjectStore
from talent.recordings.correct import check_revision
from talent.recordings.ports import Recordings
from talent.recordings.recording import Recording
from talent.recordings.store import recording_key
from talent.recordings.update import being_deleted, update_with_retry

ABANDONED_AFTER: Final = timedelta(seconds=60)
"""A deletion that began this long ago has died: no function that deletes runs so long."""


@dataclass(frozen=True, slots=True)
class DeleteResult:
    """Deleted recording as it was, and how many versions of files it had."""

    recording: Recording
    files: int


def delete_recording(
    recording_id: str,
    *,
    recordings: Recordings,
    objects: ObjectStore,
    now: datetime,
    expected: Collection[int] | None = None,
) -> DeleteResult:
    """Delete a recording; return what it was.

    Raises
    ------
    RecordingUnknown
        If there is none.
    RevisionMismatch
        If it has another revision than expected.
    ChangedMeanwhile
        If somebody else changes or deletes it at the same time.
    """

    def mark(stored: Recording) -> Recording:
        check_revision(stored, expected)
        return replace(stored, deleting=True, updated_at=now)

    stored = recordings.get(recording_id)
    if not stored.deleting:
        stored, marked = update_with_retry(recording_id, mark, recordings=recordings)
    elif now - stored.updated_at < ABANDONED_AFTER:
        raise being_deleted(stored)
    else:
        marked = recordings.save(replace(stored, updated_at=now))
    # The bytes last: who stores the same sound just now looks for them, see `keep`.
    files = objects.erase(f"features/{recording_id}/")
    files += objects.erase(recording_key(recording_id))
    recordings.remove(marked)
    return DeleteResult(stored, files)
