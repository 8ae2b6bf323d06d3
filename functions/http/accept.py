"""Accept and Prefer headers: which form of an answer a client wants (RFC 9110, 12.5; RFC 7240)."""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the media type a client likes best; None where it takes none of them.

    Parameters
    ----------
    accept : the header; None or empty takes anything.
    offered : media types, the best first: it decides where the client likes several as much.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = [_range(each) for each in accept.split(",")]
    liked = {each: _quality(each, ranges) for each in offered}
    best = max(offered, key=lambda each: liked[each])
    return best if liked[best] > 0.0 else None


def takes_gzip(accept_encoding: str) -> bool:
    """Say whether a client asks for gzip by its name: ``*`` is anything, and so plain bytes too."""
    return bool(accept_encoding.strip()) and preferred(accept_encoding, ("gzip",)) is not None


def _range(text: str) -> tuple[str, float]:
    """Return a media range without its parameters, and its weight; 0 where that is no number."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                weight = float(parameter[2:])
            except ValueError:
                return name, 0.0
            return name, weight if 0.0 <= weight <= 1.0 else 0.0
    return name, 1.0


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the weight of the most specific range that a media type is in; 0 without one."""
    whole = f"{media_type.partition('/')[0]}/*"
    for name in (media_type, whole, "*/*"):
        weights = [weight for known, weight in ranges if known == name]
        if weights:
            return max(weights)
    return 0.0


ASYNC: Final = "respond-async"
"""Not to wait for the answer."""


def preferences(headers: Headers) -> list[str]:
    """Return all preferences without their parameters, in lower case and sorted."""
    given = ",".join(headers.getlist("prefer")).split(",")
    return sorted({one.partition(";")[0].strip().lower() for one in given} - {""})
