"""Status of an upload, and its file once it is there."""

from dataclasses import replace
from datetime import datetime

from talent.errors import (
    IllegalTransition,
    ObjectMissing,
    UploadExpired,
    UploadIncomplete,
    WrongPurpose,
)
from talent.ports import ObjectStore
from talent.uploads.attempts import FailureReport, give_up, is_stalled
from talent.uploads.ports import Uploads
from talent.uploads.upload import Purpose, Status, Upload


def result_key(upload: Upload) -> str:
    """Return where the answer of an upload is, in the bucket of uploads."""
    return f"results/{upload.id}.json"


def current_upload(
    upload_id: str, *, uploads: Uploads, objects: ObjectStore, now: datetime, report: FailureReport
) -> Upload:
    """Return an upload with the status that is to be told; raise UploadUnknown.

    A file that has come is being processed, whether or not a worker has begun: also where it
    came in the last second and its worker is late. Where no worker will come any more, the
    upload has failed from now on, so that nobody asks for ever.
    """
    upload = uploads.get(upload_id)
    status = upload.status_at(now)
    if status in {Status.AWAITING_UPLOAD, Status.EXPIRED} and objects.has(upload.key):
        status = Status.PROCESSING
    if status is Status.PROCESSING and is_stalled(upload, now):
        try:
            return give_up(upload, uploads=uploads, now=now, report=report)[0]
        except IllegalTransition:  # a worker came all the same
            return uploads.get(upload_id)
    return replace(upload, status=status)


def find_recording(upload_id: str, *, uploads: Uploads) -> Upload:
    """Return an upload whose file is to be judged; raise UploadUnknown or WrongPurpose."""
    upload = uploads.get(upload_id)
    if upload.purpose is not Purpose.PREDICTION:
        raise WrongPurpose(
            f"The upload {upload_id} was made for {upload.purpose}, not to be judged",
            advice="POST /api/v1/uploads makes one to be judged.",
            values={"purpose": str(upload.purpose)},
        )
    return upload


def check_present(upload: Upload, *, objects: ObjectStore, now: datetime) -> None:
    """Raise UploadIncomplete or UploadExpired where the file of an upload is not there."""
    if not objects.has(upload.key):
        raise _absent(upload, now)


def read_recording(upload: Upload, *, objects: ObjectStore, now: datetime) -> bytes:
    """Return the file of an upload; raise UploadIncomplete or UploadExpired."""
    try:
        return objects.get(upload.key)
    except ObjectMissing as error:
        raise _absent(upload, now) from error


def _absent(upload: Upload, now: datetime) -> UploadIncomplete | UploadExpired:
    status = upload.status_at(now)
    if status is Status.AWAITING_UPLOAD:
        left = (upload.expires_at - now).total_seconds()
        return UploadIncomplete(
            f"The file of the upload {upload.id} has not come yet",
            advice="Send it with the form that POST /api/v1/uploads gave, then ask again.",
            values={"seconds_left": round(left)},
        )
    if status is Status.EXPIRED:
        return UploadExpired(
            f"The file of the upload {upload.id} did not come until "
            f"{upload.expires_at:%Y-%m-%d %H:%M:%S} UTC",
            advice="Begin again with POST /api/v1/uploads.",
        )
    return UploadExpired(
        f"The file of the upload {upload.id} has been deleted",
        advice="Begin again with POST /api/v1/uploads.",
    )
