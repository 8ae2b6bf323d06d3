"""Annotations: the label and facts a sender states of a recording, read, checked, never guessed.

A label is ``good`` or ``bad``, or a rating on a scale whose ends and threshold are stated. Where
neither is given, the name of the file may say it (``good_singer1.wav``), and the rater label is
marked so. Where that says nothing either, there is no label.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from talent.errors import LabelInvalid, LabelMissing
from talent.naming import checked_name
from talent.recordings.ratings import Text, checked_rating, is_blank, quoted, read_rating
from talent.recordings.recording import Annotation, Label, LabelSource, RaterLabel

ANONYMOUS: Final = "anonymous"
"""The rater where nobody is named."""

_LABELS: Final[Mapping[str, Label]] = {"good": "good", "bad": "bad"}
_NAMED: Final = re.compile(r"(good|bad)_", re.IGNORECASE)
_CONSENT: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class AnnotationInput:
    """Annotation of one recording as it came: unchecked text or numbers.

    None and blank text mean that nothing is said. ``scale`` is ``low-high``, such as ``1-4``.
    """

    label: str | None = None
    rating: Text = None
    scale: str | None = None
    threshold: Text = None
    rater: str | None = None
    singer: str | None = None
    source: str | None = None
    consent: str | bool | None = None

    @property
    def judges(self) -> bool:
        """Whether a label or a rating is given."""
        return not (is_blank(self.label) and is_blank(self.rating))


def read_annotation(said: AnnotationInput, *, filename: str, at: datetime) -> Annotation:
    """Return what is said as an annotation; raise LabelMissing or LabelInvalid."""
    return Annotation(
        opinion=read_rater_label(said, filename=filename, at=at),
        singer=read_name(said.singer, "singer"),
        source=read_name(said.source, "source"),
        consent=read_consent(said.consent),
    )


def read_rater_label(
    said: AnnotationInput,
    *,
    at: datetime,
    filename: str = "",
    given: LabelSource = LabelSource.GIVEN,
) -> RaterLabel:
    """Return the rater label that is given or, failing that, the one in the name of the file.

    Raises
    ------
    LabelMissing
        If neither says anything.
    LabelInvalid
        If what is said makes no sense.
    """
    rater = read_name(said.rater, "rater") or ANONYMOUS
    rating = None if is_blank(said.rating) else read_rating(said.rating, said.scale, said.threshold)
    label = None if is_blank(said.label) else _label(said.label)
    if rating is not None:
        if label not in (None, rating.label):
            raise LabelInvalid(
                f"The label `{label}` contradicts the rating {rating.value:g}, which is "
                f"{rating.label} at the threshold {rating.threshold:g}",
                advice="Send the rating alone, or correct one of the two.",
                values={"rating": rating.value, "threshold": rating.threshold},
            )
        return RaterLabel(rater, rating.label, given, at, rating)
    if label is not None:
        return RaterLabel(rater, label, given, at)
    named = _named(filename)
    if named is None:
        raise LabelMissing(
            "Neither a label nor a rating is given, and the name of the file does not begin "
            "with good_ or bad_",
            advice="Send label=good or label=bad, or a rating with its scale and threshold; "
            "in curl: -F label=good",
        )
    return RaterLabel(rater, named, LabelSource.FILENAME, at)


def read_name(value: str | None, what: str) -> str | None:
    """Return a checked name, or None where none is given."""
    return None if value is None or is_blank(value) else checked_name(value, what)


def read_consent(value: str | bool | None) -> bool | None:
    """Return whether the singer agreed, or None where nothing is said."""
    if value is None or isinstance(value, bool):
        return value
    if is_blank(value):
        return None
    consent = _CONSENT.get(value.strip().lower())
    if consent is None:
        raise LabelInvalid(
            f"consent={quoted(value)} is not an answer",
            advice="Send true or false, or leave the field out.",
        )
    return consent


def annotation_document(claim: Annotation) -> dict[str, Any]:
    """Return an annotation as JSON without fractions, which not every store keeps as they are."""
    return {
        "opinion": {"rater": claim.opinion.rater, **rater_label_document(claim.opinion)},
        "singer": claim.singer,
        "source": claim.source,
        "consent": claim.consent,
    }


def rater_label_document(opinion: RaterLabel) -> dict[str, Any]:
    """Return a rater label as JSON, without its rater."""
    rating = opinion.rating
    return {
        "label": opinion.label,
        "label_source": opinion.source.value,
        "at": opinion.at.isoformat(),
        "rating": rating
        and {
            "value": repr(rating.value),
            "low": repr(rating.low),
            "high": repr(rating.high),
            "threshold": repr(rating.threshold),
        },
    }


def annotation_from(document: Mapping[str, Any]) -> Annotation:
    """Return the annotation in such a document; raise LabelInvalid where it holds none."""
    try:
        opinion = document["opinion"]
        return Annotation(
            opinion=rater_label_from(read_name(opinion["rater"], "rater") or ANONYMOUS, opinion),
            singer=read_name(document.get("singer"), "singer"),
            source=read_name(document.get("source"), "source"),
            consent=read_consent(document.get("consent")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(error) from error


def rater_label_from(rater: str, document: Mapping[str, Any]) -> RaterLabel:
    """Read :func:`rater_label_document`; raise LabelInvalid where it is not one."""
    try:
        label = _label(document["label"])
        held = document.get("rating")
        rating = held and checked_rating(
            *(float(held[name]) for name in ("value", "low", "high", "threshold"))
        )
        at = datetime.fromisoformat(document["at"])
        return RaterLabel(rater, label, LabelSource(document["label_source"]), at, rating or None)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(error) from error


def _label(value: str | None) -> Label:
    label = _LABELS.get(value.strip().lower()) if value is not None else None
    if label is None:
        raise LabelInvalid(
            f"label={quoted(value)} is neither good nor bad",
            advice="Send good or bad, or a rating with its scale and threshold.",
        )
    return label


def _named(filename: str) -> Label | None:
    found = _NAMED.match(re.split(r"[/\\]", filename)[-1])
    return cast(Label, found[1].lower()) if found else None


def _unreadable(error: Exception) -> LabelInvalid:
    return LabelInvalid(
        f"The stored claim cannot be read: {type(error).__name__}",
        advice="Send the recording again with its label.",
    )
