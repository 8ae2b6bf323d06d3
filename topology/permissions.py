"""Permissions: which function may do what, as one table.

A function gets the name of a resource in its environment if it may touch it, and not
otherwise. Rows of a table and files below a prefix; nothing reaches a whole account.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FilePermission:
    """Permission to do something with the files below a prefix of a bucket."""

    bucket: str
    prefix: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPermission:
    """Permission to list the names below a prefix of a bucket.

    Without it S3 answers 403 instead of 404 for a file that is not there.
    """

    bucket: str
    prefix: str
    actions: tuple[str, ...] = ("s3:ListBucket",)


@dataclass(frozen=True, slots=True)
class RowPermission:
    """Permission to do something with the rows of a table; ``indexes`` to query its indexes."""

    table: str
    actions: tuple[str, ...]
    indexes: bool = False


Permission = FilePermission | ListPermission | RowPermission

READ: Final = ("s3:GetObject",)
WRITE: Final = ("s3:PutObject",)
ERASE: Final = ("s3:DeleteObject", "s3:DeleteObjectVersion")
VERSIONS: Final = ("s3:ListBucket", "s3:ListBucketVersions")
GET: Final = ("dynamodb:GetItem",)
CHANGE: Final = ("dynamodb:PutItem", "dynamodb:UpdateItem")
DELETE: Final = ("dynamodb:DeleteItem",)
LIST: Final = ("dynamodb:Query",)
FIND: Final = ("dynamodb:Query", "dynamodb:Scan")

_MODEL: Final = (
    FilePermission("MODELS_BUCKET", "models/", READ),
    ListPermission("MODELS_BUCKET", "models/"),
    RowPermission("MODELS_TABLE", GET),
)
_ONCE: Final = (RowPermission("IDEMPOTENCY_TABLE", (*GET, *CHANGE, *DELETE)),)

PERMISSIONS: Final[dict[str, tuple[Permission, ...]]] = {
    "predict": (
        *_MODEL,
        *_ONCE,
        FilePermission("UPLOADS_BUCKET", "uploads/", (*READ, *WRITE)),
        FilePermission("UPLOADS_BUCKET", "results/", READ),
        ListPermission("UPLOADS_BUCKET", "uploads/"),
        ListPermission("UPLOADS_BUCKET", "results/"),
        RowPermission("UPLOADS_TABLE", (*GET, *CHANGE)),
    ),
    "api": (
        *_MODEL,
        *_ONCE,
        FilePermission("UPLOADS_BUCKET", "uploads/", (*READ, *WRITE, *ERASE)),
        FilePermission("UPLOADS_BUCKET", "results/", (*READ, *ERASE)),
        ListPermission("UPLOADS_BUCKET", "uploads/", VERSIONS),
        ListPermission("UPLOADS_BUCKET", "results/", VERSIONS),
        FilePermission("DATA_BUCKET", "recordings/", (*READ, *WRITE, *ERASE)),
        FilePermission("DATA_BUCKET", "features/", (*READ, *WRITE, *ERASE)),
        ListPermission("DATA_BUCKET", "recordings/", VERSIONS),
        ListPermission("DATA_BUCKET", "features/", VERSIONS),
        RowPermission("UPLOADS_TABLE", (*GET, *CHANGE, *DELETE)),
        RowPermission("RECORDINGS_TABLE", (*GET, *CHANGE, *DELETE, *FIND), indexes=True),
        RowPermission("JOBS_TABLE", (*GET, *CHANGE, *LIST), indexes=True),
        RowPermission("MODELS_TABLE", (*CHANGE, *LIST), indexes=True),
        FilePermission("MODELS_BUCKET", "candidates/", READ),
        ListPermission("MODELS_BUCKET", "candidates/"),
    ),
    "publish": (
        FilePermission("MODELS_BUCKET", "models/", (*READ, *WRITE)),
        ListPermission("MODELS_BUCKET", "models/"),
        RowPermission("MODELS_TABLE", (*GET, *CHANGE)),
    ),
    "workflow": (
        *_MODEL,
        FilePermission("MODELS_BUCKET", "candidates/", READ),
        ListPermission("MODELS_BUCKET", "candidates/"),
        FilePermission("DATA_BUCKET", "features/", READ),
        FilePermission("DATA_BUCKET", "snapshots/", (*READ, *WRITE)),
        ListPermission("DATA_BUCKET", "features/"),
        ListPermission("DATA_BUCKET", "snapshots/"),
        RowPermission("RECORDINGS_TABLE", FIND, indexes=True),
        RowPermission("JOBS_TABLE", (*GET, *CHANGE)),
    ),
    "promote": (
        FilePermission("MODELS_BUCKET", "models/", (*READ, *WRITE)),
        FilePermission("MODELS_BUCKET", "candidates/", READ),
        ListPermission("MODELS_BUCKET", "models/"),
        ListPermission("MODELS_BUCKET", "candidates/"),
        FilePermission("DATA_BUCKET", "snapshots/", READ),
        ListPermission("DATA_BUCKET", "snapshots/"),
        RowPermission("RECORDINGS_TABLE", (*GET, *CHANGE)),
        RowPermission("JOBS_TABLE", (*GET, *CHANGE)),
        RowPermission("MODELS_TABLE", (*GET, *CHANGE)),
    ),
    "settle": (RowPermission("JOBS_TABLE", (*GET, *CHANGE)),),
    "analyse": (
        *_MODEL,
        FilePermission("UPLOADS_BUCKET", "uploads/", (*READ, *ERASE)),
        FilePermission("UPLOADS_BUCKET", "results/", WRITE),
        ListPermission("UPLOADS_BUCKET", "uploads/", VERSIONS),
        FilePermission("DATA_BUCKET", "recordings/", (*READ, *WRITE)),
        FilePermission("DATA_BUCKET", "features/", WRITE),
        ListPermission("DATA_BUCKET", "recordings/"),
        RowPermission("UPLOADS_TABLE", (*GET, *CHANGE)),
        RowPermission("RECORDINGS_TABLE", (*GET, *CHANGE, *DELETE), indexes=True),
    ),
}

HOST: Final[tuple[Permission, ...]] = (
    FilePermission("CONSOLE_BUCKET", "site/", (*WRITE, *ERASE)),
    ListPermission("CONSOLE_BUCKET", "site/", VERSIONS),
)
"""Permissions of the function that deploys the console, in stages that have one."""

TRAINER: Final[tuple[Permission, ...]] = (
    FilePermission("DATA_BUCKET", "snapshots/", READ),
    FilePermission("DATA_BUCKET", "features/", READ),
    FilePermission("DATA_BUCKET", "recordings/", READ),
    FilePermission("MODELS_BUCKET", "candidates/", (*READ, *WRITE)),
    ListPermission("MODELS_BUCKET", "candidates/"),
    ListPermission("DATA_BUCKET", "features/"),  # recordings that were deleted meanwhile
    RowPermission("JOBS_TABLE", (*GET, "dynamodb:UpdateItem")),
)
"""The training itself: it writes candidates and never a model that is served."""
