"""What the tests of retraining over HTTP ask, and of what."""

import json

from functions.http.lambda_adapter import Handler
from talent.aws.recordings import DynamoRecordings
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.recordings.recording import Label
from tests.functional.events import Reply, call, event
from tests.unit.takes import recording

RETRAIN = "/api/v1/retrain"
STATUS = "/api/v1/train-status"
JOBS = "/api/v1/training-jobs"


def post(api: Handler, path: str = RETRAIN, body: object = None, **headers: str) -> Reply:
    content = b"" if body is None else json.dumps(body).encode()
    known = {"Content-Type": "application/json"} | headers
    return call(api, event("POST", path, headers=known, body=content))


def get(
    api: Handler, path: str = STATUS, query: dict[str, str] | None = None, known: str = ""
) -> Reply:
    headers = {"If-None-Match": known} if known else None
    return call(api, event("GET", path, query=query, headers=headers))


def fill(recordings: DynamoRecordings, good: int, bad: int, singers: int) -> None:
    labels: list[Label] = ["good" if number < good else "bad" for number in range(good + bad)]
    for number, label in enumerate(labels):
        recordings.save(
            recording(number, label, singer=f"s{number % singers}", features=(EXTRACTOR_VERSION,))
        )
