"""Unexpected exceptions: the 500 sent to the client and the log entry."""

import traceback
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.metrics import MetricUnit

from functions.http.problem import Problem
from functions.runtime.telemetry import logger, metrics

INTERNAL_ERROR: Final = Problem(
    status=HTTPStatus.INTERNAL_SERVER_ERROR,
    code="internal_error",
    title="Something went wrong on our side",
    detail="The request could not be answered because of a fault in the service.",
    advice="Try again; if it happens again, report the request_id.",
)


def log_fault(error: Exception) -> None:
    """Count a fault and log where it was; its text might quote the request and stays out."""
    metrics.add_metric(name="Faults", unit=MetricUnit.Count, value=1)
    frames = traceback.format_tb(error.__traceback__)
    logger.error("fault", extra={"fault": type(error).__name__, "frames": frames[-8:]})
