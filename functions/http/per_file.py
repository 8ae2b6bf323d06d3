"""Per-file results of requests about several files: one that fails does not spoil the others."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from aws_lambda_powertools.metrics import MetricUnit
from starlette.requests import Request

from functions.http.errors import OutOfTime, problem_of
from functions.http.problem_responses import ProblemDocument, describe
from functions.http.unexpected_errors import INTERNAL_ERROR, log_fault
from functions.runtime.telemetry import logger, metrics
from talent.errors import TalentError

RESERVE_MILLISECONDS: Final = 5_000
"""Time that a request keeps back: no new file is begun with less left."""

Row = TypeVar("Row")


def safely(work: Callable[[], Row]) -> Row | ProblemDocument:
    """Return what the work on one file gives, or its problem."""
    try:
        return work()
    except TalentError as error:
        problem = problem_of(error)
        logger.info("refused", extra={"code": problem.code})
    except Exception as error:  # noqa: BLE001 - one bad file does not spoil the others
        log_fault(error)
        problem = INTERNAL_ERROR
    metrics.add_metric(name="Failed", unit=MetricUnit.Count, value=1)
    return ProblemDocument(**describe(problem))


def check_time(request: Request) -> None:
    """Raise OutOfTime where too little is left to begin with a file."""
    context: Any = request.scope.get("aws.context")
    if context is None:
        return
    left = context.get_remaining_time_in_millis()
    if left < RESERVE_MILLISECONDS:
        raise OutOfTime(
            "The files before this one used up the time of the request",
            advice="Send this file again, with fewer others.",
            values={"milliseconds_left": int(left)},
        )
