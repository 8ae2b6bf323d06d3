"""Answer to a request about several files of which none could be stored."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi.responses import JSONResponse

from functions.http.errors import RETRY_SECONDS
from functions.http.problem import MEDIA_TYPE, Problem
from functions.http.problem_responses import describe

NOTHING_KEPT: Final = "nothing_kept"


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
