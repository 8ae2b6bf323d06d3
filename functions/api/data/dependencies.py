"""Dependencies and path parameters of the labelled-data routes."""

from typing import Annotated

from fastapi import Depends

from functions.api.dependencies import collaborator, id_in_path
from talent.errors import RecordingUnknown
from talent.ports import ObjectStore
from talent.recordings.ports import Recordings

AllRecordings = Annotated[Recordings, Depends(collaborator("recordings"))]
DataObjects = Annotated[ObjectStore, Depends(collaborator("data"))]
RecordingId = Annotated[
    str,
    Depends(id_in_path(RecordingUnknown, "a recording", "GET /api/v1/data lists those there are")),
]
