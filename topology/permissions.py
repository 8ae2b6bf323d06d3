"""Permissions: which function may do what, as one table.

A function gets the name of a resource in its environment if it may touch it, and not
otherwise. Rows of a table and files below a prefix; nothing reaches a whole account.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Files:
    """Leave to do something with the files below a prefix of a bucket."""

    bucket: str
    prefix: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Leave to list the names below a prefix of a bucket.

    Without it S3 answers 403 instead of 404 for a file that is not there.
    """

    bucket: str
    prefix: str
    actions: tuple[str, ...] = ("s3:ListBucket",)


@dataclass(frozen=True, slots=True)
class Rows:
    """Leave to do something with the rows of a table; ``indexes`` to query its indexes."""

    table: str
    actions: tuple[str, ...]
    indexes: bool = False


Permission = Files | Listing | Rows

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
    Files("MODELS_BUCKET", "models/", READ),
    Listing("MODELS_BUCKET", "models/"),
    Rows("MODELS_TABLE", GET),
)
_ONCE: Final = (Rows("IDEMPOTENCY_TABLE", (*GET, *CHANGE, *DELETE)),)

PERMISSIONS: Final[dict[str, tuple[Permission, ...]]] = {
    "predict": (
        *_MODEL,
        *_ONCE,
        Files("UPLOADS_BUCKET", "uploads/", (*READ, *WRITE)),
        Files("UPLOADS_BUCKET", "results/", READ),
        Listing("UPLOADS_BUCKET", "uploads/"),
        Listing("UPLOADS_BUCKET", "results/"),
        Rows("UPLOADS_TABLE", (*GET, *CHANGE)),
    ),
    "api": (
        *_MODEL,
        *_ONCE,
        Files("UPLOADS_BUCKET", "uploads/", (*READ, *WRITE, *ERASE)),
        Files("UPLOADS_BUCKET", "results/", (*READ, *ERASE)),
        Listing("UPLOADS_BUCKET", "uploads/", VERSIONS),
        Listing("UPLOADS_BUCKET", "results/", VERSIONS),
        Files("DATA_BUCKET", "recordings/", (*READ, *WRITE, *ERASE)),
        Files("DATA_BUCKET", "features/", (*READ, *WRITE, *ERASE)),
        Listing("DATA_BUCKET", "recordings/", VERSIONS),
        Listing("DATA_BUCKET", "features/", VERSIONS),
        Rows("UPLOADS_TABLE", (*GET, *CHANGE, *DELETE)),
        Rows("RECORDINGS_TABLE", (*GET, *CHANGE, *DELETE, *FIND), indexes=True),
        Rows("JOBS_TABLE", (*GET, *CHANGE, *LIST), indexes=True),
        Rows("MODELS_TABLE", (*CHANGE, *LIST), indexes=True),
        Files("MODELS_BUCKET", "candidates/", READ),
        Listing("MODELS_BUCKET", "candidates/"),
    ),
    "publish": (
        Files("MODELS_BUCKET", "models/", (*READ, *WRITE)),
        Listing("MODELS_BUCKET", "models/"),
        Rows("MODELS_TABLE", (*GET, *CHANGE)),
    ),
    "workflow": (
        *_MODEL,
        Files("MODELS_BUCKET", "candidates/", READ),
        Listing("MODELS_BUCKET", "candidates/"),
        Files("DATA_BUCKET", "features/", READ),
        Files("DATA_BUCKET", "snapshots/", (*READ, *WRITE)),
        Listing("DATA_BUCKET", "features/"),
        Listing("DATA_BUCKET", "snapshots/"),
        Rows("RECORDINGS_TABLE", FIND, indexes=True),
        Rows("JOBS_TABLE", (*GET, *CHANGE)),
    ),
    "promote": (
        Files("MODELS_BUCKET", "models/", (*READ, *WRITE)),
        Files("MODELS_BUCKET", "candidates/", READ),
        Listing("MODELS_BUCKET", "models/"),
        Listing("MODELS_BUCKET", "candidates/"),
        Files("DATA_BUCKET", "snapshots/", READ),
        Listing("DATA_BUCKET", "snapshots/"),
        Rows("RECORDINGS_TABLE", (*GET, *CHANGE)),
        Rows("JOBS_TABLE", (*GET, *CHANGE)),
        Rows("MODELS_TABLE", (*GET, *CHANGE)),
    ),
    "settle": (Rows("JOBS_TABLE", (*GET, *CHANGE)),),
    "analyse": (
        *_MODEL,
        Files("UPLOADS_BUCKET", "uploads/", (*READ, *ERASE)),
        Files("UPLOADS_BUCKET", "results/", WRITE),
        Listing("UPLOADS_BUCKET", "uploads/", VERSIONS),
        Files("DATA_BUCKET", "recordings/", (*READ, *WRITE)),
        Files("DATA_BUCKET", "features/", WRITE),
        Listing("DATA_BUCKET", "recordings/"),
        Rows("UPLOADS_TABLE", (*GET, *CHANGE)),
        Rows("RECORDINGS_TABLE", (*GET, *CHANGE, *DELETE), indexes=True),
    ),
}

HOST: Final[tuple[Permission, ...]] = (
    Files("CONSOLE_BUCKET", "site/", (*WRITE, *ERASE)),
    Listing("CONSOLE_BUCKET", "site/", VERSIONS),
)
"""What puts the console's files where CloudFront finds them, where a stage has them."""

TRAINER: Final[tuple[Permission, ...]] = (
    Files("DATA_BUCKET", "snapshots/", READ),
    Files("DATA_BUCKET", "features/", READ),
    Files("DATA_BUCKET", "recordings/", READ),
    Files("MODELS_BUCKET", "candidates/", (*READ, *WRITE)),
    Listing("MODELS_BUCKET", "candidates/"),
    Listing("DATA_BUCKET", "features/"),  # recordings that were deleted meanwhile
    Rows("JOBS_TABLE", (*GET, "dynamodb:UpdateItem")),
)
"""The training itself: it writes candidates and never a model that is served."""
