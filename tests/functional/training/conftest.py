"""A training that has begun."""

from typing import Any

import pytest

from functions.http.lambda_adapter import Handler
from talent.aws.recordings import DynamoRecordings
from tests.functional.training.asking import fill, post


@pytest.fixture
def begun(api: Handler, recordings: DynamoRecordings) -> dict[str, Any]:
    """Begin a training on 12 recordings by 4 singers."""
    fill(recordings, 6, 6, 4)
    reply = post(api)
    assert reply.status == 202, reply.body
    document: dict[str, Any] = reply.json()
    return document
