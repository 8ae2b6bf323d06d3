"""Opaque cursors into listings that are sorted by time and identifier."""

import base64
import json
import re
from datetime import datetime
from typing import Final

from talent.errors import BadCursor

_MOST: Final = 2_000


def write_cursor(sort: str, listing: str) -> str:
    """Return a cursor to what follows a row in a listing.

    Parameters
    ----------
    sort : the row's sort key: ISO time, ``#``, identifier.
    listing : name of the listing; a cursor holds for no other.
    """
    text = json.dumps([sort, listing], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, listing: str, identifier: re.Pattern[str]) -> str:
    """Return the sort key in a cursor; raise BadCursor where it is none of this listing.

    Parameters
    ----------
    identifier : what the identifiers of the listing look like.
    """
    try:
        if len(cursor) > _MOST:
            raise ValueError("too long")
        padded = cursor + "=" * (-len(cursor) % 4)
        sort, held = json.loads(base64.b64decode(padded.encode(), altchars=b"-_", validate=True))
        created, _, found = sort.partition("#")
        if held != listing or not identifier.fullmatch(found):
            raise ValueError("of something else")
        if datetime.fromisoformat(created).tzinfo is None:
            raise ValueError("no time")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadCursor(
            f"The cursor of {len(cursor)} characters is not one that this listing gave",
            advice="Leave it out to begin at the beginning; each page holds the next cursor.",
        ) from error
    return str(sort)
