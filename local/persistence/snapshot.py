"""Snapshot of the stack's contents as one file: a line about the rest, then the rest, both JSON.

The line has the format and the sha256 of the rest. The rest has the number of the journal that goes
on from there, and rows, files and messages.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from local.persistence.records import Contents
from local.resources import TABLES

FORMAT: Final = 2
_WITHOUT_JOURNAL: Final = 1
"""The format before, which is read: no journal, rows and messages as lists."""


class Unreadable(Exception):
    """The file is not one of ours, or no longer; the text says what it is."""


def pack_snapshot(contents: Contents, *, journal: int) -> bytes:
    """Return the file.

    Parameters
    ----------
    journal : which one holds what has changed since.
    """
    rest = json.dumps({"journal": journal, **contents}).encode()
    about = {"format": FORMAT, "sha256": hashlib.sha256(rest).hexdigest()}
    return json.dumps(about).encode() + b"\n" + rest


def unpack_snapshot(content: bytes) -> tuple[Contents, int | None]:
    """Return what a file holds, and which journal goes on from there; None: there is none.

    Raises Unreadable.
    """
    head, _, rest = content.partition(b"\n")
    try:
        about = json.loads(head)
        if about["format"] not in {FORMAT, _WITHOUT_JOURNAL}:
            raise Unreadable(
                f"has format {about['format']}; this version reads {_WITHOUT_JOURNAL} and {FORMAT}"
            )
        if hashlib.sha256(rest).hexdigest() != about["sha256"]:
            raise Unreadable("was damaged or changed")
        state: dict[str, Any] = json.loads(rest)
        if about["format"] == _WITHOUT_JOURNAL:
            return _of_format_1(state), None
        journal: int = state.pop("journal")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("cannot be read") from error
    return state, journal


def _of_format_1(state: dict[str, Any]) -> Contents:
    partitions = {table.name: table.partition for table in TABLES}
    rows = {
        name: {row[partitions.get(name, "id")]["S"]: row for row in found}
        for name, found in state["rows"].items()
    }
    messages = {
        name: {str(number): body for number, body in enumerate(bodies)}
        for name, bodies in state["messages"].items()
    }
    return {"rows": rows, "files": state["files"], "messages": messages}
