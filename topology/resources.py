"""Buckets, tables and queues: the stateful resources as one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

OLD_VERSION_DAYS: Final = 1
"""Retention of a version that was replaced or deleted, where versions expire at all."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket; nothing in it is public.

    Attributes
    ----------
    versioned : whether it keeps what is replaced or deleted.
    browsers : whether web pages of the configured origins may send to it.
    expires : whether its files are deleted after the configured days of retention.
    notifies : prefix of the keys whose arrival is told, and the queue it is told to.
    """

    name: str
    versioned: bool = False
    browsers: bool = False
    expires: bool = False
    notifies: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index over strings; it holds all attributes."""

    name: str
    partition: str
    sort: str


@dataclass(frozen=True, slots=True)
class Table:
    """A DynamoDB table, paid by request, with one string as its key.

    Attributes
    ----------
    ttl : attribute with the time (seconds since 1970) from which a row may be deleted.
    """

    name: str
    partition: str = "id"
    ttl: str | None = None
    indexes: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """An SQS queue.

    Attributes
    ----------
    visibility_seconds : how long a message is hidden from others once it was received; AWS
        advises six times the timeout of the function behind it.
    dead_letters : where a message goes that was received ``max_receives`` times.
    """

    name: str
    visibility_seconds: int = 30
    keep_days: int = 4
    dead_letters: str | None = None
    max_receives: int = 3


@dataclass(frozen=True, slots=True)
class EventSource:
    """A queue in front of a function (Lambda's event source mapping).

    Attributes
    ----------
    batch : most messages in one event.
    """

    queue: Queue
    function: str
    batch: int


QUEUES: Final = (
    Queue("uploads-dead", keep_days=14),  # before the one that refers to it
    Queue("uploads", visibility_seconds=6 * 120, dead_letters="uploads-dead"),
)
SOURCES: Final = (EventSource(QUEUES[1], "analyse", batch=5),)
BUCKETS: Final = (
    Bucket("models"),
    Bucket(
        "uploads",
        versioned=True,
        browsers=True,
        expires=True,
        notifies=("uploads/", "uploads"),
    ),
    Bucket("data", versioned=True),
)
TABLES: Final = (
    Table("uploads", ttl="delete_at"),
    Table("recordings", indexes=(Index("by_time", "kind", "sort"),)),
    Table("models", indexes=(Index("by_time", "kind", "sort"),)),
    Table("idempotency", ttl="expiration"),
    Table("jobs", indexes=(Index("by_time", "kind", "sort"),)),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices of the operator about the resources.

    Attributes
    ----------
    origins : web origins that may send files from a browser.
    retention_days : how long files sent by clients are kept.
    """

    origins: tuple[str, ...] = ()
    retention_days: int = 30


def cors_rules(bucket: Bucket, origins: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the CORS rules of a bucket, as S3 takes them."""
    if not bucket.browsers or not origins:
        return []
    return [
        {
            "AllowedOrigins": list(origins),
            "AllowedMethods": ["POST"],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag"],
            "MaxAgeSeconds": 600,
        }
    ]


def lifecycle_rules(bucket: Bucket, retention_days: int) -> list[dict[str, Any]]:
    """Return the lifecycle rules of a bucket, as S3 takes them."""
    if not bucket.expires:
        return []
    return [
        {
            "ID": "expire",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "Expiration": {"Days": retention_days},
            "NoncurrentVersionExpiration": {"NoncurrentDays": OLD_VERSION_DAYS},
        }
    ]


STORAGE: Final = {
    "MODELS_BUCKET": "models",
    "UPLOADS_BUCKET": "uploads",
    "DATA_BUCKET": "data",
    "UPLOADS_TABLE": "uploads",
    "RECORDINGS_TABLE": "recordings",
    "MODELS_TABLE": "models",
    "IDEMPOTENCY_TABLE": "idempotency",
    "JOBS_TABLE": "jobs",
}
"""Buckets and tables by the variable that tells a function their name."""
