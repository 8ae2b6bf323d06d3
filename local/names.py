"""Names of the local stack's resources; a DATA_DIR written before is found by them."""

from typing import Final

from topology.environment import REGION

ACCOUNT: Final = "123456789012"

PREFIX: Final = "singing-talent-local-"

MODELS_BUCKET: Final = "singing-talent-local-models"
UPLOADS_BUCKET: Final = "singing-talent-local-uploads"
DATA_BUCKET: Final = "singing-talent-local-data"
UPLOADS_TABLE: Final = "singing-talent-local-uploads"
RECORDINGS_TABLE: Final = "singing-talent-local-recordings"
MODELS_TABLE: Final = "singing-talent-local-models"
IDEMPOTENCY_TABLE: Final = "singing-talent-local-idempotency"
JOBS_TABLE: Final = "singing-talent-local-jobs"
RETRAINING: Final = "singing-talent-local-retraining"
TRAINING_MACHINE: Final = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{RETRAINING}"
FOLD_SALT: Final = "singing-talent/local"
"""Nobody else sees this machine's singers; a deployment has a salt of its own."""
UPLOADS_QUEUE: Final = "singing-talent-local-uploads"
DEAD_LETTERS: Final = "singing-talent-local-uploads-dead"
STORAGE: Final = {
    "MODELS_BUCKET": MODELS_BUCKET,
    "UPLOADS_BUCKET": UPLOADS_BUCKET,
    "DATA_BUCKET": DATA_BUCKET,
    "UPLOADS_TABLE": UPLOADS_TABLE,
    "RECORDINGS_TABLE": RECORDINGS_TABLE,
    "MODELS_TABLE": MODELS_TABLE,
    "IDEMPOTENCY_TABLE": IDEMPOTENCY_TABLE,
    "JOBS_TABLE": JOBS_TABLE,
}
"""Names of buckets and tables by the variable that tells a function of them."""

SETTINGS: Final = {name.lower(): value for name, value in STORAGE.items()}
"""The same as their settings call it."""


STAGE: Final = "local"


def local_name(name: str) -> str:
    """Return what a resource of the shared table is called on this machine."""
    return f"{PREFIX}{name}"
