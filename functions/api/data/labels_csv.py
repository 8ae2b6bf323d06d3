"""Export and import of all labels as a CSV file."""

from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from functions.api.data.dependencies import AllRecordings
from functions.api.data.replies import ContradictionReply
from functions.api.data.requests import Filters
from functions.api.data.summary_replies import AppliedReply, LineContradiction, LineFault
from functions.http.errors import BrokenMultipart, MissingFile, NotMultipart, problem_of
from functions.http.multipart import read_files
from functions.http.problem_responses import ProblemDocument, describe, documented
from talent import errors
from talent.audio import media_types
from talent.recordings.labels_csv import ImportResult, apply_labels_csv, write_labels_csv
from talent.recordings.ports import Recordings

CSV: Final = "text/csv"
MOST_CHARACTERS: Final = 900_000
"""Of one answer: Lambda's 6 MB hold it even if every character takes six bytes in JSON."""
_AT_ONCE: Final = 50
"""Recordings per query: the largest rows of so many still fit beside what is there."""

_FILE: Final = {"schema": {"type": "string", "description": "Its first line names the columns"}}
_FORM: Final = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}

router = APIRouter(prefix="/api/v1/data/manifest", tags=["data"])


@router.get(
    "",
    operation_id="export_labels",
    summary="All labels as CSV",
    response_class=Response,
    responses={
        200: {
            "description": "One line per opinion; `Link` and `X-Next-Cursor` where more follow",
            "content": {CSV: {"schema": {"type": "string"}}},
        },
        **documented(errors.BadCursor, errors.LabelInvalid, errors.StorageUnavailable),
    },
)
async def export_labels(recordings: AllRecordings, asked: Annotated[Filters, Query()]) -> Response:
    """Return one line per opinion: what POST to the same path takes again."""
    text, cursor = _export(recordings, asked)
    headers = {"Content-Disposition": 'attachment; filename="labels.csv"'}
    if cursor is not None:
        query = urlencode({**asked.filters(), "cursor": cursor})
        headers |= {"X-Next-Cursor": cursor, "Link": f'<?{query}>; rel="next"'}
    return Response(text, media_type=f"{CSV}; charset=utf-8", headers=headers)


@router.post(
    "",
    operation_id="import_labels",
    summary="Apply labels from CSV",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {CSV: _FILE, "multipart/form-data": _FORM},
        }
    },
    responses=documented(
        *(errors.SheetInvalid, BrokenMultipart, MissingFile, NotMultipart),
        *(errors.StorageUnavailable, errors.StorageFailed),
    ),
)
async def import_labels(request: Request, recordings: AllRecordings) -> AppliedReply:
    """Add what a CSV file says to recordings that are there, named by `id` or `sha256`.

    Each line fails or succeeds by itself. What is stored stands: a line that says otherwise is
    reported. Labels get the source `manifest`. Columns as in the file that GET returns; any
    order, not all needed; at most 1,000 lines.
    """
    now = datetime.now(UTC)
    applied = apply_labels_csv(await _content(request), recordings=recordings, now=now)
    return _reply(applied, now)


def _export(recordings: Recordings, asked: Filters) -> tuple[str, str | None]:
    filters, cursor = asked.filters(), asked.cursor
    parts: list[str] = [write_labels_csv(())]
    while True:
        page = recordings.page(cursor=cursor, limit=_AT_ONCE, filters=filters)
        parts.append(write_labels_csv(page.recordings, header=False))
        cursor = page.cursor
        if cursor is None or sum(map(len, parts)) > MOST_CHARACTERS:
            return "".join(parts), cursor


async def _content(request: Request) -> bytes:
    if media_types.plain(request.headers.get("content-type", "")) == CSV:
        return await request.body()
    takes = await read_files(request, "file")
    return takes[0].content


def _reply(applied: ImportResult, now: datetime) -> AppliedReply:
    return AppliedReply(
        lines=applied.lines,
        changed=applied.changed,
        unchanged=applied.unchanged,
        failed=len(applied.faults),
        errors=[
            LineFault(line=fault.line, error=ProblemDocument(**describe(problem_of(fault.error))))
            for fault in applied.faults
        ],
        contradictions=[
            LineContradiction(
                line=found.line,
                recording_id=found.recording_id,
                **ContradictionReply.of([found.contradiction])[0].model_dump(),
            )
            for found in applied.disagreements
        ],
        timestamp=now,
    )
