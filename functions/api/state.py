"""The collaborators of the routes of labelled data, and what their paths may hold."""

from typing import Annotated

from fastapi import Depends, Path, Request

from talent.errors import RecordingUnknown
from talent.ports import Objects, Recordings
from talent.records import ID


def _recordings(request: Request) -> Recordings:
    recordings: Recordings = request.app.state.recordings
    return recordings


def _data(request: Request) -> Objects:
    data: Objects = request.app.state.data
    return data


def _checked_id(
    recording_id: Annotated[str, Path(alias="id", description="32 hexadecimal digits")],
) -> str:
    if not ID.fullmatch(recording_id):
        raise RecordingUnknown(
            "That is not the id of a recording",
            advice="An id has 32 hexadecimal digits; GET /api/v1/data lists those there are.",
        )
    return recording_id


AllRecordings = Annotated[Recordings, Depends(_recordings)]
DataObjects = Annotated[Objects, Depends(_data)]
RecordingId = Annotated[str, Depends(_checked_id)]
