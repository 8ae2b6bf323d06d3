"""Bodies of requests: a form with recordings, or JSON that names uploaded ones."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request

from functions.http.errors import NotMultipart, TooManyFiles
from functions.http.multipart import read_files
from functions.http.validation_errors import parsed
from functions.predict.sources import RecordingSource, Sent, Stored, UploadStore
from talent.audio import media_types

JSON: Final = "application/json"


async def read_one(request: Request, shelf: UploadStore) -> RecordingSource:
    """Return the one recording of a request."""
    if _is_json(request):
        from functions.predict.uploaded import SingleBody

        body = parsed(await request.body(), SingleBody)
        return Stored(body.upload_id, shelf)
    sources = await _from_form(request, "file", '{"upload_id": "..."}', shelf)
    if len(sources) > 1:
        raise TooManyFiles(
            f"There are {len(sources)} files in the field `file`; this path takes one",
            advice="Send several in the field `files` to /api/v1/predictions/batch.",
            values={"files": len(sources), "limit": 1},
        )
    return sources[0]


async def read_several(
    request: Request, shelf: UploadStore, limit: int
) -> Sequence[RecordingSource]:
    """Return the recordings of a request, at most ``limit``."""
    sources: Sequence[RecordingSource]
    if _is_json(request):
        from functions.predict.uploaded import BatchBody

        body = parsed(await request.body(), BatchBody)
        sources = [Stored(upload_id, shelf) for upload_id in body.upload_ids]
    else:
        sources = await _from_form(request, "files", '{"upload_ids": ["..."]}', shelf)
    if len(sources) > limit:
        raise TooManyFiles(
            f"There are {len(sources)} files; one batch takes at most {limit}",
            advice="Send them in several batches.",
            values={"files": len(sources), "limit": limit},
        )
    return sources


def _is_json(request: Request) -> bool:
    return media_types.plain(request.headers.get("content-type", "")) == JSON


async def _from_form(
    request: Request, field: str, example: str, shelf: UploadStore
) -> Sequence[RecordingSource]:
    try:
        takes = await read_files(request, field)
    except NotMultipart as error:
        raise NotMultipart(
            f"{error.message}. It may also be {JSON} that names an uploaded recording",
            advice=f"{error.advice}, or -H 'Content-Type: {JSON}' -d '{example}'",
        ) from error
    return [Sent(take, shelf) for take in takes]
