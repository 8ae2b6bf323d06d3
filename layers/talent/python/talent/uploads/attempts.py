"""Analyse each upload once, although messages come twice and workers die.

A worker counts its attempt in the row before it begins. A recording that kills the worker is
thus known by its count: after two attempts nobody tries again. Within a batch the suspects
come last, so that a file that crashes its worker does not fail the rest of the batch. An upload
that was given up nevertheless, by more of them or by the queue, is ended when its status is read.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Final

from talent.errors import AnalysisUnfinished, StillBusy, TalentError
from talent.uploads.ports import Uploads
from talent.uploads.upload import FINAL, Status, Upload

MAX_ATTEMPTS: Final = 2

STALLED_AFTER: Final = timedelta(hours=1)
"""An upload on which nothing happened for so long has failed: within 36 minutes of its first
receive the queue gives a message up, and a queue is not an hour behind."""

FailureReport = Callable[[Upload, TalentError], Mapping[str, Any]]
"""Makes the problem document of an upload that failed."""


class AttemptStep(IntEnum):
    """Next step of an upload, in the order in which a batch does it."""

    NOTHING = 0
    GIVE_UP = 1
    BEGIN = 2
    TRY_AGAIN = 3


def step_of(upload: Upload, *, last: bool) -> AttemptStep:
    """Return what is to be done with an upload.

    Parameters
    ----------
    last : whether its message comes for the last time.
    """
    if upload.status in FINAL:
        return AttemptStep.NOTHING
    if upload.status is Status.AWAITING_UPLOAD:
        return AttemptStep.BEGIN
    return AttemptStep.GIVE_UP if last or upload.attempts >= MAX_ATTEMPTS else AttemptStep.TRY_AGAIN


def begin_attempt(upload: Upload, *, uploads: Uploads, now: datetime) -> Upload:
    """Count an attempt; raise IllegalTransition where another worker was faster."""
    return uploads.move(upload, Status.PROCESSING, now=now)


def is_stalled(upload: Upload, now: datetime) -> bool:
    """Whether an upload whose file has come is one that no worker will bring to its end."""
    if upload.status in FINAL:
        return False
    begun = upload.status is Status.PROCESSING
    since = upload.updated_at if begun else upload.expires_at  # its file came before
    return now - since >= STALLED_AFTER


def give_up(
    upload: Upload, *, uploads: Uploads, now: datetime, report: FailureReport
) -> tuple[Upload, AnalysisUnfinished]:
    """Mark an upload as failed; return it and why; raises as :func:`begin_attempt`."""
    times = {0: "never begun", 1: "begun once"}.get(
        upload.attempts, f"begun {upload.attempts} times"
    )
    error = AnalysisUnfinished(
        f"The analysis was {times} and not finished",
        advice="Export the recording again, for example as FLAC, and send it again.",
        values={"attempts": upload.attempts},
    )
    problem = report(upload, error)
    return uploads.move(upload, Status.FAILED, now=now, problem=problem), error


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
