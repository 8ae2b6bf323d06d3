"""Environment variables of the local functions."""

from collections.abc import Mapping

from local.names import FOLD_SALT, STORAGE, TRAINING_MACHINE, local_name
from topology import environment as topology
from topology.functions import Function


def local_environment(
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
    return topology.environment(
        function,
        endpoint=endpoint,
        cors=cors,
        log_level=log_level,
        more={
            **STORAGE,
            "TRAINING_MACHINE": TRAINING_MACHINE,
            "FOLD_SALT": FOLD_SALT,
            "AWS_LAMBDA_FUNCTION_NAME": local_name(function.name),
            # A message comes again after local.lambdas.event_source.RETRY_SECONDS, when its worker
            # is gone for sure.
            "LEASE_SECONDS": "2",
            **(more or {}),
        },
    )
