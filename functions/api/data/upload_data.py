"""Upload of labelled recordings: small ones in a form, large ones presigned."""

from datetime import UTC, datetime

from aws_lambda_powertools.metrics import MetricUnit
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from functions.api.data.dependencies import AllRecordings, DataObjects
from functions.api.data.forms import annotations_in
from functions.api.data.none_kept import all_failed
from functions.api.data.openapi import upload_data_body
from functions.api.data.presigned import presign_all
from functions.api.data.replies import ContradictionReply, DataReply, DataRow, PermissionsReply
from functions.http.errors import (
    BrokenMultipart,
    MissingFile,
    NotMultipart,
    TooManyFiles,
    WrongFields,
)
from functions.http.limits import MAX_DATA_FILES
from functions.http.multipart import UploadedFile, read_form
from functions.http.per_file import check_time, safely
from functions.http.problem_responses import ProblemDocument, documented
from functions.runtime.telemetry import logger, metrics
from talent import errors
from talent.audio import media_types
from talent.ports import ObjectStore
from talent.recordings.annotation import AnnotationInput, read_annotation
from talent.recordings.ports import Recordings

router = APIRouter(prefix="/api/v1/upload-data", tags=["data"])


@router.post(
    "",
    operation_id="upload_data",
    summary="Send labelled recordings",
    response_model=DataReply | PermissionsReply,
    response_description="What became of each file, in the order in which they came",
    responses=documented(
        *(NotMultipart, BrokenMultipart, MissingFile, TooManyFiles, WrongFields),
        *(errors.LabelMissing, errors.LabelInvalid, errors.CorruptAudio, errors.NoVoice),
        *(errors.TooLarge, errors.UnsupportedFormat),
        *(errors.StorageUnavailable, errors.StorageFailed),
    ),
    openapi_extra=upload_data_body(),
)
async def upload_data(request: Request, recordings: AllRecordings, data: DataObjects) -> Response:
    """Keep the recordings in the field `files`, each with its label; 200 where one was kept.

    Large ones are named in JSON instead, each with what is said of it: the answer has a form
    per file that sends up to 50 MB straight to the store, and GET /api/v1/uploads/{id} tells
    which recording it became. Labels are checked before leave is given.

    A label is `good` or `bad`, or a rating with its scale and threshold. Only where nothing is
    given it may come from the name of the file (`good_take.wav`), and the answer says so. The
    same sound is kept once: sent again, it adds an opinion, and what contradicts the stored
    values is reported. Where no file could be kept, the answer is a problem with the status
    that all files share, otherwise 422; its `files` say why.
    """
    if media_types.plain(request.headers.get("content-type", "")) == "application/json":
        return await presign_all(request)
    form = await read_form(request, "files")
    if len(form.takes) > MAX_DATA_FILES:
        raise TooManyFiles(
            f"There are {len(form.takes)} files; one form takes at most {MAX_DATA_FILES}",
            advice="Send them in several forms.",
            values={"files": len(form.takes), "limit": MAX_DATA_FILES},
        )
    said = annotations_in(form.texts, len(form.takes))
    rows = [
        _row(request, take, one, recordings, data)
        for take, one in zip(form.takes, said, strict=True)
    ]
    return _answer(rows)


def _answer(rows: list[DataRow]) -> Response:
    failed = sum(row.status == "refused" for row in rows)
    if failed == len(rows):
        return all_failed([row.model_dump(mode="json") for row in rows])
    again = sum(row.duplicate for row in rows)
    reply = DataReply(
        total_files=len(rows),
        uploaded_files=len(rows) - failed,
        failed_files=failed,
        message=f"{len(rows) - failed - again} of {len(rows)} files are new, {again} were there "
        f"before, {failed} were refused",
        timestamp=datetime.now(UTC),
        files=rows,
    )
    return JSONResponse(reply.model_dump(mode="json"))


def _row(
    request: Request,
    take: UploadedFile,
    said: AnnotationInput,
    recordings: Recordings,
    data: ObjectStore,
) -> DataRow:
    def work() -> DataRow:
        check_time(request)
        return _keep(take, said, recordings, data)

    done = safely(work)
    if isinstance(done, ProblemDocument):
        return DataRow(filename=take.filename, status="refused", error=done)
    return done


def _keep(
    take: UploadedFile, said: AnnotationInput, recordings: Recordings, data: ObjectStore
) -> DataRow:
    # Here and not above: other routes need no decoder.
    from talent.recordings.store import store_recording

    take.check_size()
    now = datetime.now(UTC)
    claim = read_annotation(said, filename=take.filename, at=now)
    kept = store_recording(
        take.content,
        claim,
        filename=take.filename,
        recordings=recordings,
        objects=data,
        now=now,
    )
    metrics.add_metric(name="Kept", unit=MetricUnit.Count, value=1)
    logger.info("kept", extra={"duplicate": kept.duplicate, "label": claim.opinion.label})
    return DataRow(
        filename=take.filename,
        status="duplicate" if kept.duplicate else "stored",
        recording_id=kept.recording.id,
        label=claim.opinion.label,
        label_source=claim.opinion.source,
        duplicate=kept.duplicate,
        contradictions=ContradictionReply.of(kept.contradictions),
    )
