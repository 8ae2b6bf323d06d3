"""Protocols that several concepts need: files in a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class PresignedPost(NamedTuple):
    """Presigned form to send one file straight to the store (S3's presigned POST).

    Attributes
    ----------
    url : where to send it.
    fields : the form's fields, all of them, before the field ``file``.
    """

    url: str
    fields: Mapping[str, str]


class ObjectStore(Protocol):
    """Files in one bucket. Every method may raise StorageUnavailable."""

    def presign(
        self, key: str, *, content_type: str, max_bytes: int, seconds: int
    ) -> PresignedPost:
        """Presign a form for one file of exactly this type and 1 to ``max_bytes`` bytes."""
        ...

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Store a file."""
        ...

    def get(self, key: str) -> bytes:
        """Return a file's content; raise ObjectMissing."""
        ...

    def copy(self, key: str, target: str) -> None:
        """Store a file under another key as well; raise ObjectMissing."""
        ...

    def has(self, key: str) -> bool:
        """Say whether there is such a file."""
        ...

    def erase(self, prefix: str) -> int:
        """Delete every version of every file under a prefix; return how many there were."""
        ...
