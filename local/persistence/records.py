"""Records of the write-ahead journal: one line each, with its checksum before it.

    sha256 of the rest, a blank, JSON, a newline

A record is a list of changes that become true together; a change is what is now under a key:
``["rows", table, key, row]``, ``["files", bucket, key, entry]`` or
``["messages", queue, id, body]``, with null where nothing is there any more. Records say what is,
not what was done, so that reading one twice does no harm.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from typing import Any, Final

Key = tuple[str, str, str]
"""The kind, the table or bucket or queue, and the key in it."""
Contents = dict[str, dict[str, dict[str, Any]]]
"""Values by kind, then by table, bucket or queue, then by key."""
Change = tuple[str, str, str, Any]
"""A key and what is under it now; None: nothing."""

_DIGITS: Final = 64


class Damaged(Exception):
    """A record that is not the last one is not what was written; its number, from 1."""


def pack(changes: Sequence[Change]) -> bytes:
    """Return changes as one record."""
    rest = json.dumps(changes, separators=(",", ":")).encode()
    return hashlib.sha256(rest).hexdigest().encode() + b" " + rest + b"\n"


def unpack(content: bytes) -> tuple[list[Change], int]:
    """Return the changes in a journal, and how many of its bytes are whole records.

    The bytes behind them are of a record that a crash cut off: nobody was told that it was kept.

    Raises
    ------
    Damaged
        If a record is followed by another one and yet is not what was written.
    """
    lines = list(io.BytesIO(content))
    changes: list[Change] = []
    for number, line in enumerate(lines, 1):
        found = _read(line)
        if found is None:
            if number < len(lines):
                raise Damaged(number)
            return changes, len(content) - len(line)
        changes += found
    return changes, len(content)


def _read(line: bytes) -> list[Change] | None:
    digest, rest = line[:_DIGITS], line[_DIGITS + 1 : -1]
    whole = line.endswith(b"\n") and line[_DIGITS : _DIGITS + 1] == b" "
    if not whole or hashlib.sha256(rest).hexdigest().encode() != digest:
        return None
    return [(kind, name, key, value) for kind, name, key, value in json.loads(rest)]
