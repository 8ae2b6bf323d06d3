"""Revisions as ETags (RFC 9110): what is read is named, so that only that is changed."""

import re
from typing import Final

_STRONG: Final = re.compile(r'"(\d{1,15})"')


def etag(revision: int) -> str:
    """Return the ETag of a revision."""
    return f'"{revision}"'


def revisions(if_match: str | None) -> frozenset[int] | None:
    """Return the revisions that If-Match allows; None where any will do.

    Weak tags never match here (section 13.1.1), and what is no tag of ours neither: a header
    without a single revision allows none.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = (_STRONG.fullmatch(tag.strip()) for tag in if_match.split(","))
    return frozenset(int(tag[1]) for tag in found if tag)


def is_known(revision: int, if_none_match: str | None) -> bool:
    """Say whether If-None-Match names a revision; weak tags do here (section 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return etag(revision) in tags or tags == ["*"]
