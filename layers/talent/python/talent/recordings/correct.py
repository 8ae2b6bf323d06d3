"""Correct a stored recording: unlike a further annotation, a correction overrules it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from talent.errors import RevisionMismatch
from talent.recordings.merge import put_opinion
from talent.recordings.ports import Recordings
from talent.recordings.recording import RaterLabel, Recording
from talent.recordings.update import update_with_retry


@dataclass(frozen=True, slots=True)
class Correction:
    """Correction of a stored recording.

    Attributes
    ----------
    opinion : takes the place of its rater's old one, or is a new one; None leaves all.
    facts : new values of ``singer``, ``source`` and ``consent``, None for unknown; those that
        are absent stay as they are.
    """

    opinion: RaterLabel | None = None
    facts: Mapping[str, str | bool | None] = field(default_factory=dict)


def correct(
    recording_id: str,
    correction: Correction,
    *,
    recordings: Recordings,
    now: datetime,
    expected: Collection[int] | None = None,
) -> Recording:
    """Store a correction; return the recording as it then is.

    Parameters
    ----------
    expected : revisions of which the recording must have one; None allows any.

    Raises
    ------
    RecordingUnknown, ChangedMeanwhile
        See :func:`talent.recordings.update.update_with_retry`.
    RevisionMismatch
        If it has another revision than expected.
    LabelInvalid
        If there are too many raters.
    """

    def change(stored: Recording) -> Recording:
        check_revision(stored, expected)
        opinions = stored.opinions
        if correction.opinion is not None:
            opinions = put_opinion(opinions, correction.opinion)
        corrected = replace(
            stored,
            opinions=opinions,
            singer=_text(correction, "singer", stored.singer),
            source=_text(correction, "source", stored.source),
            consent=_flag(correction, "consent", stored.consent),
        )
        return stored if corrected == stored else replace(corrected, updated_at=now)

    return update_with_retry(recording_id, change, recordings=recordings).after


def check_revision(stored: Recording, expected: Collection[int] | None) -> None:
    """Raise RevisionMismatch where the recording has none of the revisions expected."""
    if expected is not None and stored.revision not in expected:
        raise RevisionMismatch(
            f"The recording {stored.id} is now in revision {stored.revision}",
            advice="Read it again and send its new ETag in If-Match.",
            values={"revision": stored.revision},
        )


def _text(correction: Correction, name: str, stored: str | None) -> str | None:
    value = correction.facts.get(name, stored)
    return None if value is None else str(value)


def _flag(correction: Correction, name: str, stored: bool | None) -> bool | None:
    value = correction.facts.get(name, stored)
    return None if value is None else bool(value)
