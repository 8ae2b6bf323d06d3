"""Merge a further annotation into a stored recording, and report where the two contradict.

What is stored stays; an annotation fills in what was unknown. Two exceptions: a rater label that
says the same and more (a rating, or a given label where there was only the name of a file) takes
the place of the poorer one, and a singer's no to training is always taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from talent.errors import LabelInvalid
from talent.recordings.recording import Annotation, LabelSource, RaterLabel, Recording

MAX_RATERS: Final = 200
"""Most rater labels on one recording: its row must stay below what DynamoDB holds."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing of which another value is stored; the stored one stands.

    Attributes
    ----------
    field : label, rating, singer, source or consent.
    """

    field: str
    stored: str | float | bool
    given: str | float | bool


def merge(stored: Recording, claim: Annotation, *, now: datetime) -> Recording:
    """Return a recording with what an annotation adds; the very same where it adds nothing.

    Raises
    ------
    LabelInvalid
        If there are too many raters already.
    """
    merged = replace(
        stored,
        opinions=with_opinion(stored.opinions, claim.opinion),
        singer=claim.singer if stored.singer is None else stored.singer,
        source=claim.source if stored.source is None else stored.source,
        consent=_consent(stored.consent, claim.consent),
    )
    return stored if merged == stored else replace(merged, updated_at=now)


def contradictions(stored: Recording, claim: Annotation) -> tuple[Contradiction, ...]:
    """Return where an annotation differs from what is stored."""
    pairs: list[tuple[str, str | float | bool | None, str | float | bool | None]] = [
        ("singer", stored.singer, claim.singer),
        ("source", stored.source, claim.source),
    ]
    # A no is taken and contradicts nothing.
    if claim.consent:
        pairs.append(("consent", stored.consent, claim.consent))
    mine = stored.opinions.get(claim.opinion.rater)
    if mine is not None:
        pairs.append(("label", mine.label, claim.opinion.label))
        if mine.rating is not None and claim.opinion.rating is not None:
            names = ("value", "low", "high", "threshold")
            old, new = mine.rating, claim.opinion.rating
            pairs += [(_RATING[n], getattr(old, n), getattr(new, n)) for n in names]
    return tuple(
        Contradiction(field, old, new)
        for field, old, new in pairs
        if old is not None and new is not None and old != new
    )


_RATING: Final = {"value": "rating", "low": "low", "high": "high", "threshold": "threshold"}


def with_opinion(opinions: Mapping[str, RaterLabel], given: RaterLabel) -> Mapping[str, RaterLabel]:
    """Return rater labels with one more, where it is new or says more than its rater's old one.

    Raises
    ------
    LabelInvalid
        If there are too many raters already.
    """
    old = opinions.get(given.rater)
    if old is not None and not _says_more(given, old):
        return opinions
    return put_opinion(opinions, given)


def put_opinion(opinions: Mapping[str, RaterLabel], given: RaterLabel) -> Mapping[str, RaterLabel]:
    """Return rater labels with one more, or with it in the place of its rater's old one."""
    if given.rater not in opinions and len(opinions) >= MAX_RATERS:
        raise LabelInvalid(
            f"The recording has {len(opinions)} opinions already",
            advice=f"One recording takes the opinions of at most {MAX_RATERS} raters.",
            values={"raters": len(opinions), "limit": MAX_RATERS},
        )
    return {**opinions, given.rater: given}


def _says_more(given: RaterLabel, old: RaterLabel) -> bool:
    if given.label != old.label:
        return False
    rated = given.rating is not None and old.rating is None
    confirmed = old.source is LabelSource.FILENAME and given.source is LabelSource.GIVEN
    return rated or (confirmed and old.rating is None)


def _consent(stored: bool | None, given: bool | None) -> bool | None:
    if given is False or stored is None:
        return given
    return stored
