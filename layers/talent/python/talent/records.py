"""What is kept of uploads and recordings: fields, and which status may follow which.

Pure data. Where and how it is stored is behind :mod:`talent.ports`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal

from talent.errors import IllegalTransition

Label = Literal["good", "bad"]

DIVIDED: Final = "divided"
"""What a recording is called, in counts and filters, on which raters are divided equally."""

ID_DIGITS: Final = 32
ID: Final = re.compile(rf"[0-9a-f]{{{ID_DIGITS}}}")
"""What every identifier looks like: 128 bits in lower-case hexadecimal."""


class Purpose(StrEnum):
    """What an uploaded file is for."""

    PREDICTION = "prediction"
    DATA = "data"


class Status(StrEnum):
    """Where an upload stands."""

    AWAITING_UPLOAD = "awaiting_upload"
    PROCESSING = "processing"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"


NEXT: Final[Mapping[Status, frozenset[Status]]] = {
    # Again from processing to processing: a second attempt after a worker died.
    # From awaiting to failed: its file came, and the queue lost the news of it.
    Status.AWAITING_UPLOAD: frozenset({Status.PROCESSING, Status.EXPIRED, Status.FAILED}),
    Status.PROCESSING: frozenset({Status.PROCESSING, Status.DONE, Status.REFUSED, Status.FAILED}),
    Status.DONE: frozenset(),
    Status.REFUSED: frozenset(),
    Status.FAILED: frozenset(),
    Status.EXPIRED: frozenset(),
}
"""Which status may follow which; the final ones have none."""

FINAL: Final = frozenset(status for status, after in NEXT.items() if not after)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way: from the permission to send it to what became of it.

    Attributes
    ----------
    id : see :data:`ID`.
    key : where the file is, or will be, in the bucket of uploads.
    filename : the client's own name for it; only ever goes back to the client.
    expires_at : until when the file may be sent.
    attempts : how many times an analysis was begun.
    wanted : what the caller wants to know beyond the judgement, as the API names it.
    claim : for data, what was said about the recording: see :class:`Claim`.
    problem : the problem document of a refused or failed upload.
    result : where the answer is (prediction) or which recording it became (data).
    """

    id: str
    purpose: Purpose
    status: Status
    key: str
    content_type: str
    filename: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    attempts: int = 0
    wanted: Mapping[str, Any] = field(default_factory=dict)
    claim: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = None
    result: str | None = None

    def status_at(self, now: datetime) -> Status:
        """Return the status as it is to be told: an upload nobody sent is expired."""
        late = self.status is Status.AWAITING_UPLOAD and now >= self.expires_at
        return Status.EXPIRED if late else self.status


def moved(
    upload: Upload,
    status: Status,
    *,
    now: datetime,
    problem: Mapping[str, Any] | None = None,
    result: str | None = None,
) -> Upload:
    """Return an upload in its next status; raise IllegalTransition where it cannot follow."""
    if status not in NEXT[upload.status]:
        raise illegal(upload, f"{status} cannot follow {upload.status}")
    return replace(
        upload,
        status=status,
        updated_at=now,
        attempts=upload.attempts + (status is Status.PROCESSING),
        problem=problem,
        result=result,
    )


def illegal(upload: Upload, why: str) -> IllegalTransition:
    """Return the error of a step that cannot be taken."""
    return IllegalTransition(
        f"The upload {upload.id} was read as {upload.status}: {why}",
        advice="Read it again.",
        values={"status": str(upload.status), "attempts": upload.attempts},
    )


class LabelSource(StrEnum):
    """Where a label comes from."""

    GIVEN = "given"
    FILENAME = "filename"
    MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating on a scale.

    Attributes
    ----------
    value : the rating, within the scale.
    low, high : ends of the scale; high is best.
    threshold : from which value on a recording is good.
    """

    value: float
    low: float
    high: float
    threshold: float

    @property
    def label(self) -> Label:
        """The side of the threshold."""
        return "good" if self.value >= self.threshold else "bad"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one rater says of one recording.

    Attributes
    ----------
    rater : who; ``anonymous`` where nobody is named.
    label : good or bad; of a rating, the side of its threshold.
    rating : None where only the label was given.
    """

    rater: str
    label: Label
    source: LabelSource
    at: datetime
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says about a recording when sending it.

    Attributes
    ----------
    singer : None where unknown: the recording is then a singer of its own.
    source : where the recordings come from, such as the name of a collection.
    consent : whether the singer agreed to training on it, as far as the sender says.
    """

    opinion: Opinion
    singer: str | None = None
    source: str | None = None
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A labelled recording: one per sound, however often it was sent.

    Attributes
    ----------
    id : the first 32 digits of ``sha256``.
    sha256 : of the decoded samples (mono float32 at 22 050 Hz), in hexadecimal.
    seconds : duration.
    filename : the first sender's own name for it.
    opinions : by rater; one each.
    features : feature versions of which the values are kept.
    used_by : versions of the models that were trained on it.
    deleting : its files are being deleted; nobody else may change it any more.
    revision : grows with every change; a writer names the one it read.
    """

    id: str
    sha256: str
    seconds: float
    bytes: int
    content_type: str
    filename: str
    singer: str | None
    source: str | None
    consent: bool | None
    created_at: datetime
    updated_at: datetime
    opinions: Mapping[str, Opinion]
    features: tuple[int, ...] = ()
    used_by: tuple[str, ...] = ()
    deleting: bool = False
    revision: int = 0

    @property
    def label(self) -> Label | None:
        """What most raters say; None where they are divided equally."""
        good = sum(opinion.label == "good" for opinion in self.opinions.values())
        bad = len(self.opinions) - good
        if good == bad:
            return None
        return "good" if good > bad else "bad"

    @property
    def agreement(self) -> float | None:
        """Share of pairs of raters who say the same, 0..1; None with fewer than two raters."""
        n = len(self.opinions)
        if n < 2:
            return None
        good = sum(opinion.label == "good" for opinion in self.opinions.values())
        bad = n - good
        return (good * (good - 1) + bad * (bad - 1)) / (n * (n - 1))
