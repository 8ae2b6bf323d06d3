"""Update a recording that others may be changing at the same time (optimistic locking)."""

import random
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from talent.errors import ChangedMeanwhile
from talent.recordings.ports import Recordings
from talent.recordings.recording import Recording

ATTEMPTS: Final = 60
"""Of N writers at once one succeeds in every round: enough for as many as there may be."""
_FIRST_PAUSE: Final = 0.005
_LONGEST_PAUSE: Final = 0.2


class Updated(NamedTuple):
    """A recording before and after its change; the same where there was nothing to change."""

    before: Recording
    after: Recording


def back_off(attempt: int) -> None:
    """Wait a random time that grows with the attempts, so that racing writers part."""
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempt)
    time.sleep(random.uniform(0.0, longest))  # noqa: S311 - nothing secret about it


def update_with_retry(
    recording_id: str,
    change: Callable[[Recording], Recording],
    *,
    recordings: Recordings,
    pause: Callable[[int], None] = back_off,
) -> Updated:
    """Read a recording, change it and store it, again from the start where somebody was faster.

    Parameters
    ----------
    change : from what is stored to what shall be; called once per attempt.
    pause : waits between two attempts, given the number of those made.

    Raises
    ------
    RecordingUnknown
        If there is none.
    ChangedMeanwhile
        If it is being deleted, or ATTEMPTS others were faster.
    """
    for attempt in range(ATTEMPTS):
        before = recordings.get(recording_id)
        if before.deleting:
            raise being_deleted(before)
        after = change(before)
        if after == before:
            return Updated(before, before)
        try:
            return Updated(before, recordings.save(after))
        except ChangedMeanwhile:
            if attempt == ATTEMPTS - 1:
                raise
            pause(attempt)
    raise AssertionError("the last attempt returns or raises")


def being_deleted(recording: Recording) -> ChangedMeanwhile:
    """Return the error for a recording that is on its way out."""
    return ChangedMeanwhile(
        f"The recording {recording.id} is being deleted",
        advice="Try again in a minute; if it is still there, delete it once more.",
    )
