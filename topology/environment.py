"""Environment variables of a function outside Lambda, and of a client of an emulator."""

from collections.abc import Mapping
from typing import Final

from topology.functions import Function

REGION: Final = "eu-central-1"

ACCESS_KEY: Final = "local"
SECRET_KEY: Final = "local"  # noqa: S105 - opens emulators that take any key


def environment(
    function: Function,
    *,
    endpoint: str,
    cors: str,
    log_level: str,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return what a function finds in its environment, as Lambda sets it.

    Parameters
    ----------
    more : further variables, such as names of resources; they win.
    """
    return {
        "CORS_ORIGINS": cors,
        "LOG_LEVEL": log_level,
        "POWERTOOLS_SERVICE_NAME": function.name,
        "POWERTOOLS_LOG_LEVEL": log_level,
        "PYDANTIC_DISABLE_PLUGINS": "__all__",  # looking for some reads about every package
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "_HANDLER": function.handler,
        "TZ": ":UTC",
        **aws_environment(endpoint),
        **(more or {}),
    }


def aws_environment(endpoint: str) -> dict[str, str]:
    """Return what leads an AWS client to an emulator, and nowhere else."""
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
