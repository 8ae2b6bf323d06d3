"""From the leave to upload to the judgement: real HTTP to moto's S3, its queue, and back."""

import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions.analyse.batch import Handler as Batch
from functions.analyse.batch import batch_handler
from functions.analyse.settings import AnalyseSettings
from functions.analyse.work import Analyst
from functions.http.lambda_adapter import Handler
from local.names import (
    DATA_BUCKET,
    MODELS_BUCKET,
    MODELS_TABLE,
    RECORDINGS_TABLE,
    SETTINGS,
    UPLOADS_QUEUE,
)
from talent.aws.models import S3Models
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.registry import DynamoRegistry
from talent.aws.uploads import DynamoUploads
from talent.prediction.predict import predict
from talent.registry.cache import ModelCache
from tests.functional.events import call, event
from tests.functional.local.conftest import Aws
from tests.functional.messages import deliver
from tests.unit.takes import take


@pytest.fixture
def analyse(aws: Aws, uploads: DynamoUploads, objects: S3Objects) -> Batch:
    settings = AnalyseSettings.of(SETTINGS)
    analyst = Analyst(
        store=ModelCache(DynamoRegistry(MODELS_TABLE), S3Models(MODELS_BUCKET)),
        judge=predict,
        uploads=uploads,
        objects=objects,
        recordings=DynamoRecordings(RECORDINGS_TABLE),
        data=S3Objects(DATA_BUCKET),
        lease=settings.lease,
    )
    handler = batch_handler(settings, analyst)
    assert poll(aws, handler) == 1, "S3 tries the queue when the notification is set up"
    return handler


def permitted(api: Handler, **asked: object) -> Any:
    """Return leave to upload."""
    body = json.dumps({"content_type": "audio/wav", **asked}).encode()
    headers = {"Content-Type": "application/json"}
    reply = call(api, event("POST", "/api/v1/uploads", headers=headers, body=body))
    assert reply.status == 201
    return reply.json()


def poll(aws: Aws, analyse: Batch) -> int:
    """Hand what is in the queue to the worker, as Lambda does; return how much that was."""
    url = aws.clients.sqs.get_queue_url(QueueName=UPLOADS_QUEUE)["QueueUrl"]
    received = aws.clients.sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    ).get("Messages", [])
    records = [
        {
            "messageId": one["MessageId"],
            "body": one["Body"],
            "attributes": one["Attributes"],
            "eventSource": "aws:sqs",
        }
        for one in received
    ]
    if records:
        assert deliver(analyse, *records) == []
    return len(records)


def test_a_real_form_leads_to_a_real_judgement(aws: Aws, api: Handler, analyse: Batch) -> None:
    leave = permitted(api, filename="scale.wav", timeline=True)
    assert poll(aws, analyse) == 0
    sent = httpx.post(
        leave["url"],
        data=leave["fields"],
        files={"file": ("scale.wav", take(), "audio/wav")},
        trust_env=False,
    )
    assert sent.status_code == 204, sent.text
    answer = call(api, event("GET", leave["location"])).json()
    assert answer["status"] == "processing"
    assert poll(aws, analyse) == 1
    answer = call(api, event("GET", leave["location"])).json()
    assert answer["status"] == "done", answer["error"]
    assert answer["result"]["filename"] == "scale.wav"
    assert answer["result"]["timeline"]
    assert answer["result"]["detail"] is None


def test_the_command_in_the_answer_works_as_it_is(
    aws: Aws, api: Handler, analyse: Batch, tmp_path: Path
) -> None:
    leave = permitted(api, filename="scale.wav")
    (tmp_path / "scale.wav").write_bytes(take())
    words = [*shlex.split(leave["instructions"][0]), "--silent", "--fail", "--noproxy", "*"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert poll(aws, analyse) == 1
    assert call(api, event("GET", leave["location"])).json()["status"] == "done"


def test_the_store_refuses_what_was_not_permitted(aws: Aws, api: Handler) -> None:
    leave = permitted(api)
    other_key = {**leave["fields"], "key": "uploads/" + "0" * 32}
    other_type = {**leave["fields"], "Content-Type": "text/html"}
    for fields, content in ((other_key, b"x"), (other_type, b"x"), (leave["fields"], b"")):
        sent = httpx.post(leave["url"], data=fields, files={"file": content}, trust_env=False)
        assert sent.status_code in {400, 403}, sent.text
    answer = call(api, event("GET", leave["location"])).json()
    assert answer["status"] == "awaiting_upload"


def test_a_file_that_is_sent_twice_is_judged_once(aws: Aws, api: Handler, analyse: Batch) -> None:
    leave = permitted(api)
    for content in (take(), b"something else"):
        files = {"file": ("a", content, "audio/wav")}
        sent = httpx.post(leave["url"], data=leave["fields"], files=files, trust_env=False)
        assert sent.status_code == 204
        assert poll(aws, analyse) == 1
    answer = call(api, event("GET", leave["location"])).json()
    assert answer["status"] == "done"  # by what came first: the second would be refused
