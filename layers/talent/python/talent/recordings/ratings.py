"""Ratings on a stated scale, read from text or numbers and checked."""

import math
import re
from typing import Final

from talent.errors import LabelInvalid
from talent.recordings.recording import Rating

LARGEST: Final = 1e6
SMALLEST: Final = 1e-6
"""Bounds on the magnitude of a rating, of the ends of its scale and of its threshold."""

Text = str | float | None

_SCALE: Final = re.compile(r"\s*([+-]?[\d.]+)\s*-\s*([+-]?[\d.]+)\s*")
_SHOWN: Final = 40


def read_rating(value: Text, scale: str | None, threshold: Text) -> Rating:
    """Return a rating on a scale ``low-high``, such as ``1-4``; raise LabelInvalid."""
    if scale is None or is_blank(scale):
        raise _unstated("scale", "such as scale=1-4, the worst rating first")
    if is_blank(threshold):
        raise _unstated("threshold", "the first rating that is good, such as threshold=2.5")
    ends = _SCALE.fullmatch(scale)
    if ends is None:
        raise LabelInvalid(
            f"scale={quoted(scale)} is not a scale",
            advice="Write its ends with a hyphen in between, the worst rating first, such as 1-4.",
        )
    return checked_rating(
        _number(value, "rating"),
        _number(ends[1], "scale"),
        _number(ends[2], "scale"),
        _number(threshold, "threshold"),
    )


def checked_rating(value: float, low: float, high: float, threshold: float) -> Rating:
    """Return a rating that makes sense: low < high, all in between, and a side on either hand.

    Raises
    ------
    LabelInvalid
        With the value at fault.
    """
    if not low < high:
        raise LabelInvalid(
            f"The scale from {low:g} to {high:g} has no width",
            advice="Write the worst rating first, such as 1-4.",
            values={"low": low, "high": high},
        )
    if not low <= value <= high:
        raise LabelInvalid(
            f"The rating {value:g} is outside its scale from {low:g} to {high:g}",
            advice="Correct the rating or the scale.",
            values={"rating": value, "low": low, "high": high},
        )
    if not low < threshold <= high:
        raise LabelInvalid(
            f"The threshold {threshold:g} does not divide the scale from {low:g} to {high:g}",
            advice="It is the first rating that is good: above the scale's lower end and not "
            "above its upper end.",
            values={"threshold": threshold, "low": low, "high": high},
        )
    return Rating(value, low, high, threshold)


def _number(value: Text, what: str) -> float:
    try:
        number = float(value or 0.0)
    except (ValueError, OverflowError):
        number = math.nan
    size = abs(number)
    if not (size == 0.0 or SMALLEST <= size <= LARGEST):  # and not NaN
        raise LabelInvalid(
            f"{what}={quoted(value)} is not a number that a rating can be",
            advice=f"Send 0 or a number of a magnitude between {SMALLEST:g} and {LARGEST:g}, "
            "with a point for the fraction.",
        )
    return number


def _unstated(what: str, how: str) -> LabelInvalid:
    return LabelInvalid(
        f"There is a rating and no {what}: which side it is on would be a guess",
        advice=f"Send the {what} as well: {how}.",
    )


def is_blank(value: Text) -> bool:
    """Say whether nothing is said."""
    return value is None or (isinstance(value, str) and not value.strip())


def quoted(value: Text) -> str:
    """Return a value as it may stand in a message: quoted, and not long."""
    return repr(str(value)[:_SHOWN])
