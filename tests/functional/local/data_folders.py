"""Data folders of tests, and a disk that is full."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from local.names import UPLOADS_TABLE
from local.persistence.disk import DataDir
from local.persistence.records import Change

ENTRY = {"etag": '"e"', "metadata": {}, "modified": "2026-01-01T00:00:00"}


def row(name: str, value: object = "x") -> Change:
    return ("rows", UPLOADS_TABLE, name, {"id": {"S": name}, "value": {"S": str(value)}})


@contextmanager
def opened(path: Path) -> Iterator[DataDir]:
    with closing(DataDir(path)) as folder:
        folder.load()
        yield folder


def rows(path: Path) -> dict[str, Any]:
    """Return the rows that a new start finds."""
    with opened(path) as folder:
        return dict(folder.contents["rows"].get(UPLOADS_TABLE, {}))


@contextmanager
def full(most_bytes: int = 0) -> Iterator[None]:
    """Let every write beyond a size of its file fail, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
