"""Listings by time: their sort keys, and opaque cursors into them.

A listing is an index ``by_time``: partition key ``kind``, sort key ``sort``.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from talent.errors import BadCursor

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_MOST: Final = 2_000


def sort_key(created_at: datetime, identifier: str) -> str:
    """Return the key by which rows are listed: by time, and by identifier within it."""
    return f"{created_at.isoformat()}#{identifier}"


def identifier_in(sort: str) -> str:
    """Return the identifier in a sort key."""
    return sort.partition("#")[2]


def start_key(kind: str, sort: str, row: str) -> dict[str, AttributeValueTypeDef]:
    """Return the whole key of a row in the index, for a query to begin behind it."""
    return {"kind": {"S": kind}, "sort": {"S": sort}, "id": {"S": row}}


def write_cursor(sort: str, kind: str, filters: Mapping[str, str] | None = None) -> str:
    """Return a cursor to what follows a row in a listing.

    Parameters
    ----------
    sort : the row's sort key, see :func:`sort_key`.
    kind, filters : of the listing; a cursor holds for no other.
    """
    text = json.dumps([sort, kind, dict(sorted((filters or {}).items()))], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(
    cursor: str,
    kind: str,
    identifier: re.Pattern[str],
    filters: Mapping[str, str] | None = None,
) -> str:
    """Return the sort key in a cursor; raise BadCursor where it is none of this listing.

    Parameters
    ----------
    identifier : what the identifiers of the listing look like.
    """
    try:
        if len(cursor) > _MOST:
            raise ValueError("too long")
        padded = cursor + "=" * (-len(cursor) % 4)
        content = base64.b64decode(padded.encode(), altchars=b"-_", validate=True)
        sort, held_kind, held_filters = json.loads(content)
        created, _, found = sort.partition("#")
        if held_kind != kind or not identifier.fullmatch(found):
            raise ValueError("of something else")
        if datetime.fromisoformat(created).tzinfo is None:
            raise ValueError("no time")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadCursor(
            f"The cursor of {len(cursor)} characters is not one that this listing gave",
            advice="Leave it out to begin at the beginning; each page holds the next cursor.",
        ) from error
    if held_filters != (filters or {}):
        raise BadCursor(
            "The cursor belongs to a listing with other filters",
            advice="Keep the filters as they were, or leave the cursor out.",
        )
    return str(sort)
