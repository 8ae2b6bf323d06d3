"""A labelled recording as a row of DynamoDB, and the cursor that leads to one."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from talent.claims import opinion_document, opinion_from
from talent.errors import BadCursor
from talent.records import DIVIDED, ID, Recording

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]

KIND: Final = "recording"
"""Partition key of the index by time: all rows are in one partition."""

_MOST_CURSOR: Final = 2_000


def item_of(recording: Recording) -> Item:
    """Return a recording as its row."""
    texts = {
        "id": recording.id,
        "kind": KIND,
        "sort": sort_key(recording),
        "sha256": recording.sha256,
        "content_type": recording.content_type,
        "filename": recording.filename,
        "singer": recording.singer,
        "source": recording.source,
        "created_at": recording.created_at.isoformat(),
        "updated_at": recording.updated_at.isoformat(),
        "label": recording.label or DIVIDED,
        "opinions": json.dumps(
            {rater: opinion_document(opinion) for rater, opinion in recording.opinions.items()},
            ensure_ascii=False,
        ),
        "used_by": json.dumps(recording.used_by),
    }
    item: Item = {name: {"S": text} for name, text in texts.items() if text is not None}
    item["seconds"] = {"N": repr(recording.seconds)}
    item["bytes"] = {"N": str(recording.bytes)}
    item["revision"] = {"N": str(recording.revision)}
    item["features"] = {"L": [{"N": str(version)} for version in recording.features]}
    if recording.consent is not None:
        item["consent"] = {"BOOL": recording.consent}
    if recording.deleting:
        item["deleting"] = {"BOOL": True}
    return item


def recording_of(item: Mapping[str, AttributeValueTypeDef]) -> Recording:
    """Return the recording of a row."""
    text = {name: value["S"] for name, value in item.items() if "S" in value}
    opinions: dict[str, dict[str, Any]] = json.loads(text["opinions"])
    return Recording(
        id=text["id"],
        sha256=text["sha256"],
        seconds=float(item["seconds"]["N"]),
        bytes=int(item["bytes"]["N"]),
        content_type=text["content_type"],
        filename=text["filename"],
        singer=text.get("singer"),
        source=text.get("source"),
        consent=item["consent"]["BOOL"] if "consent" in item else None,
        created_at=datetime.fromisoformat(text["created_at"]),
        updated_at=datetime.fromisoformat(text["updated_at"]),
        opinions={rater: opinion_from(rater, held) for rater, held in opinions.items()},
        features=tuple(int(version["N"]) for version in item["features"]["L"]),
        used_by=tuple(json.loads(text["used_by"])),
        deleting="deleting" in item,
        revision=int(item["revision"]["N"]),
    )


def sort_key(recording: Recording) -> str:
    """Return the key by which recordings are listed: by time, and by id within it."""
    return f"{recording.created_at.isoformat()}#{recording.id}"


def start_key(sort: str) -> Item:
    """Return the whole key of a row in the index, for a query to begin behind it."""
    return {"kind": {"S": KIND}, "sort": {"S": sort}, "id": {"S": sort.rpartition("#")[2]}}


def write_cursor(sort: str, filters: Mapping[str, str]) -> str:
    """Return an opaque cursor to what follows a row in a listing."""
    text = json.dumps([sort, dict(sorted(filters.items()))], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, filters: Mapping[str, str]) -> str:
    """Return the sort key in a cursor; raise BadCursor where it is none of this listing."""
    try:
        if len(cursor) > _MOST_CURSOR:
            raise ValueError("too long")
        padded = cursor + "=" * (-len(cursor) % 4)
        sort, held = json.loads(base64.b64decode(padded.encode(), altchars=b"-_", validate=True))
        created, _, recording_id = sort.rpartition("#")
        if not ID.fullmatch(recording_id) or datetime.fromisoformat(created).tzinfo is None:
            raise ValueError("no key")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadCursor(
            f"The cursor of {len(cursor)} characters is not one that this service gave",
            advice="Leave it out to begin at the beginning; each page holds the next cursor.",
        ) from error
    if held != dict(filters):
        raise BadCursor(
            "The cursor belongs to a listing with other filters",
            advice="Keep label, singer and source as they were, or leave the cursor out.",
        )
    return str(sort)
