"""Batches of messages for tests, out of the genuine ones in tests/events."""

import copy
import json
from typing import Any

from functions.analyse.batch import Handler
from tests.functional.events import Context, load


def message(
    upload_id: str, *, number: int = 0, receives: int = 1, key: str | None = None
) -> dict[str, Any]:
    """Return the message that announces the file of an upload, or any key."""
    (record,) = copy.deepcopy(load("sqs_s3_created"))["Records"]
    body = json.loads(record["body"])
    body["Records"][0]["s3"]["object"]["key"] = key or f"uploads/{upload_id}"
    record["body"] = json.dumps(body)
    record["messageId"] = name(number)
    record["attributes"]["ApproximateReceiveCount"] = str(receives)
    return dict(record)


def name(number: int) -> str:
    """Return the id of a message."""
    return f"059f36b4-87a3-44ab-83d2-{number:012d}"


def deliver(handler: Handler, *messages: dict[str, Any]) -> list[str]:
    """Return the ids of the messages of a batch that failed."""
    context: Any = Context()
    answer = handler({"Records": list(messages)}, context)
    assert set(json.loads(json.dumps(answer))) == {"batchItemFailures"}
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
