"""The Lambda functions as they are deployed: handler, time and memory as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Function:
    """One Lambda function.

    Attributes
    ----------
    name : what it is called.
    handler : module and attribute, as Lambda wants it.
    timeout_seconds : when Lambda stops it.
    memory_mb : what Lambda gives it; a process here gets what it takes.
    """

    name: str
    handler: str
    timeout_seconds: float
    memory_mb: int


FUNCTIONS: Final = (
    Function("predict", "functions.predict.handler.handler", timeout_seconds=28, memory_mb=1769),
    Function("api", "functions.api.handler.handler", timeout_seconds=28, memory_mb=1769),
    Function("workflow", "functions.workflow.handler.handler", timeout_seconds=300, memory_mb=1769),
    Function("promote", "functions.promote.handler.handler", timeout_seconds=300, memory_mb=1769),
    Function("analyse", "functions.analyse.handler.handler", timeout_seconds=120, memory_mb=1769),
)

REGION: Final = "eu-central-1"
ACCOUNT: Final = "123456789012"
ACCESS_KEY: Final = "local"
SECRET_KEY: Final = "local"  # noqa: S105 - opens emulators that take any key

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
"""What the functions find in their environment of buckets and tables."""

SETTINGS: Final = {name.lower(): value for name, value in STORAGE.items()}
"""The same as their settings call it."""


def environment(
    function: Function,
    *,
    endpoint: str,
    cors: str,
    log_level: str,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return what a function finds in its environment, as Lambda and the stack set it.

    Parameters
    ----------
    more : further variables; they win.
    """
    return {
        **STORAGE,
        "TRAINING_MACHINE": TRAINING_MACHINE,
        "FOLD_SALT": FOLD_SALT,
        "CORS_ORIGINS": cors,
        "LOG_LEVEL": log_level,
        "POWERTOOLS_SERVICE_NAME": function.name,
        "POWERTOOLS_LOG_LEVEL": log_level,
        "PYDANTIC_DISABLE_PLUGINS": "__all__",  # looking for some reads about every package
        "AWS_LAMBDA_FUNCTION_NAME": f"singing-talent-local-{function.name}",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "_HANDLER": function.handler,
        "TZ": ":UTC",
        # A message comes again after local.queue.RETRY_SECONDS, when its worker is gone for sure.
        "LEASE_SECONDS": "2",
        **aws_environment(endpoint),
        **(more or {}),
    }


def aws_environment(endpoint: str) -> dict[str, str]:
    """Return what leads an AWS client to the local stack, and nowhere else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "NO_PROXY": "*",
        "no_proxy": "*",
    }
