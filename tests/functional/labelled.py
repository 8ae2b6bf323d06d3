"""Five labelled recordings, and how they are asked for."""

from functions.http.lambda_adapter import Handler
from talent.aws.recordings import DynamoRecordings
from talent.recordings.recording import Recording
from tests.functional.events import Reply, call, event
from tests.unit.takes import recording

PATH = "/api/v1/data"
UNKNOWN = "f" * 32


def five(recordings: DynamoRecordings) -> list[Recording]:
    """Store five recordings; return them, the first created first."""
    return [
        recordings.save(recording(1, "good", "good", singer="bo", source="choir", consent=True)),
        recordings.save(recording(2, "good", "bad", singer="bo")),
        recordings.save(recording(3, "bad", "bad", singer="cy")),
        recordings.save(recording(4, "bad")),
        recordings.save(recording(5, "good", filename="Секрет.wav", used_by=("model-1",))),
    ]


def get(api: Handler, path: str = PATH, **query: str) -> Reply:
    """Ask for something, with a query."""
    return call(api, event("GET", path, query=query or None))
