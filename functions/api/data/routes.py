"""Routes of labelled recordings: list, one of them, corrections, deletion."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse, Response

from functions.api.data.dependencies import AllRecordings, DataObjects, RecordingId
from functions.api.data.replies import ForgottenReply, RecordingDetailReply, RecordingReply
from functions.api.data.requests import CorrectionBody, Listing
from functions.api.data.summary_replies import ListingReply, SummaryReply
from functions.http.conditional import etag, is_known, revisions
from functions.http.openapi import ETAG
from functions.http.problem_responses import documented
from talent import errors
from talent.recordings.annotation import read_rater_label
from talent.recordings.recording import Recording

_STORAGE: Final = (errors.StorageUnavailable,)
_ONE: Final = (errors.RecordingUnknown, *_STORAGE)
_CHANGE: Final = (
    *(errors.ChangedMeanwhile, errors.RevisionMismatch, errors.StorageFailed),
    *_ONE,
)

IfMatch = Annotated[
    str | None, Header(description="Its ETag as it was read: 412 where it changed since")
]
IfNoneMatch = Annotated[str | None, Header(description="Its ETag: 304 where it is the same")]

router = APIRouter(prefix="/api/v1/data", tags=["data"])


@router.get(
    "",
    operation_id="list_data",
    summary="What labelled recordings there are",
    responses=documented(errors.BadCursor, errors.LabelInvalid, *_STORAGE),
)
async def list_data(recordings: AllRecordings, asked: Annotated[Listing, Query()]) -> ListingReply:
    """Return a summary of all recordings with the agreement of their raters, and one page.

    What was stored in the last second may be missing from the page.
    """
    page = recordings.page(cursor=asked.cursor, limit=asked.limit, filters=asked.filters())
    return ListingReply(
        summary=None if asked.cursor else _summary(recordings.all()),
        recordings=[RecordingReply.of(recording) for recording in page.recordings],
        next_cursor=page.cursor,
    )


@router.get(
    "/{id}",
    operation_id="get_data",
    summary="One labelled recording",
    response_model=RecordingDetailReply,
    responses={
        200: {"headers": ETAG},
        304: {"description": "It is as `If-None-Match` says", "headers": ETAG},
        **documented(*_ONE),
    },
)
async def get_data(
    recordings: AllRecordings, recording_id: RecordingId, if_none_match: IfNoneMatch = None
) -> Response:
    """Return a recording with every opinion on it. Its ETag is for If-Match."""
    recording = recordings.get(recording_id)
    if is_known(tag := etag(recording.revision), if_none_match):
        return Response(status_code=304, headers={"ETag": tag})
    return _detail(recording)


@router.patch(
    "/{id}",
    operation_id="correct_data",
    summary="Correct a labelled recording",
    response_model=RecordingDetailReply,
    responses={200: {"headers": ETAG}, **documented(errors.LabelInvalid, *_CHANGE)},
)
async def correct_data(
    recordings: AllRecordings,
    recording_id: RecordingId,
    body: CorrectionBody,
    if_match: IfMatch = None,
) -> Response:
    """Overrule what is stored: the opinion of one rater, the singer, the source, the consent."""
    from talent.recordings.correct import Correction, correct

    now, said = datetime.now(UTC), body.said()
    correction = Correction(
        opinion=read_rater_label(said, at=now) if said.judges else None, facts=body.facts()
    )
    corrected = correct(
        recording_id,
        correction,
        recordings=recordings,
        now=now,
        expected=revisions(if_match),
    )
    return _detail(corrected)


@router.delete(
    "/{id}",
    operation_id="delete_data",
    summary="Delete a labelled recording",
    responses=documented(*_CHANGE),
)
async def delete_data(
    recordings: AllRecordings,
    data: DataObjects,
    recording_id: RecordingId,
    if_match: IfMatch = None,
) -> ForgottenReply:
    """Delete every version of its sound and features, and what was said of it.

    Models that were trained on it are named: they remain until they are trained again.
    """
    from talent.recordings.delete import delete_recording

    forgotten = delete_recording(
        recording_id,
        recordings=recordings,
        objects=data,
        now=datetime.now(UTC),
        expected=revisions(if_match),
    )
    return ForgottenReply(
        id=recording_id,
        deleted_files=forgotten.files,
        used_by=list(forgotten.recording.used_by),
    )


def _summary(recordings: tuple[Recording, ...]) -> SummaryReply:
    from talent.recordings.summary import summarise

    return SummaryReply.of(summarise(recordings))


def _detail(recording: Recording) -> JSONResponse:
    content = RecordingDetailReply.of(recording).model_dump(mode="json")
    return JSONResponse(content, headers={"ETag": etag(recording.revision)})
