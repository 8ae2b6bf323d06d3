"""Requests about several files: each by itself, and one answer for all of them."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final, TypeVar

from aws_lambda_powertools.metrics import MetricUnit
from fastapi import Request
from fastapi.responses import JSONResponse

from functions.edge.errors import RETRY_SECONDS, OutOfTime, problem_of
from functions.edge.faults import INTERNAL_ERROR, log_fault
from functions.edge.problem import MEDIA_TYPE, Problem
from functions.edge.replies import ProblemDocument, describe
from functions.edge.telemetry import logger, metrics
from talent.errors import TalentError

RESERVE_MILLISECONDS: Final = 5_000
"""Time that a request keeps back: no new file is begun with less left."""
NOTHING_KEPT: Final = "nothing_kept"

Row = TypeVar("Row")


def safely(work: Callable[[], Row]) -> Row | ProblemDocument:
    """Return what the work on one file gives, or its problem: no file spoils the others."""
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


def all_failed(rows: Sequence[dict[str, Any]]) -> JSONResponse:
    """Answer a request of which no file could be kept.

    The status is the one that all files share, otherwise 422. Beside the members of every
    problem, ``files`` has each file with its own.
    """
    statuses = {int(row["error"]["status"]) for row in rows}
    status = statuses.pop() if len(statuses) == 1 else int(HTTPStatus.UNPROCESSABLE_ENTITY)
    problem = Problem(
        status=status,
        code=NOTHING_KEPT,
        title="No file could be taken",
        detail=f"None of the {len(rows)} files could be taken."
        if len(rows) > 1
        else str(rows[0]["error"]["detail"]),
        advice="Each entry of `files` says why, and what would work.",
        values={"files": len(rows)},
    )
    retry = status == HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(
        {**describe(problem), "files": list(rows)},
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Retry-After": str(RETRY_SECONDS)} if retry else None,
    )


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
