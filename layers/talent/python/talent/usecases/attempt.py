"""Analyse each upload once, although messages come twice and workers die.

A worker counts its attempt in the row before it begins. A recording that kills the worker is
thus known by its count: after two attempts nobody tries again. Within a batch the suspects
come last, so that a killer never takes the others with it for good.
"""

from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from talent.errors import StillBusy
from talent.ports import Uploads
from talent.records import FINAL, Status, Upload

MAX_ATTEMPTS: Final = 2


class Step(IntEnum):
    """What is to be done with an upload, in the order in which a batch does it."""

    NOTHING = 0
    GIVE_UP = 1
    BEGIN = 2
    TRY_AGAIN = 3


def step_of(upload: Upload, *, last: bool) -> Step:
    """Return what is to be done with an upload.

    Parameters
    ----------
    last : whether its message comes for the last time.
    """
    if upload.status in FINAL:
        return Step.NOTHING
    if upload.status is Status.AWAITING_UPLOAD:
        return Step.BEGIN
    return Step.GIVE_UP if last or upload.attempts >= MAX_ATTEMPTS else Step.TRY_AGAIN


def begin(upload: Upload, *, uploads: Uploads, now: datetime) -> Upload:
    """Count an attempt; raise IllegalTransition where another worker was faster."""
    return uploads.move(upload, Status.PROCESSING, now=now)


def check_abandoned(upload: Upload, *, lease: timedelta, now: datetime) -> None:
    """Raise StillBusy where the worker that began an upload may be alive.

    Parameters
    ----------
    lease : the longest that a worker can live.
    """
    left = upload.updated_at + lease - now
    if left > timedelta():
        raise StillBusy(
            f"The upload {upload.id} was begun by another worker",
            advice="Wait until it is done, or its time is over.",
            values={"seconds_left": round(left.total_seconds(), 1)},
        )
