"""Messages reach a function as Lambda would hand them over, and none gets lost."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.lambdas.environment import local_environment
from local.lambdas.event_source import Poller, failures
from local.lambdas.pool import Pool
from local.names import ACCOUNT, DEAD_LETTERS, UPLOADS_QUEUE
from local.resources import SOURCES
from tests.functional.local.conftest import Aws
from topology.environment import REGION
from topology.functions import Function

HANDLER = "tests.functional.local.handlers.messages"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.lambdas.event_source.RETRY_SECONDS", 0)
    monkeypatch.setattr("local.lambdas.pool._GRACE_SECONDS", 0.1)


class Queues:
    """The two queues, the poller between them and a function, and what the function saw."""

    def __init__(self, aws: Aws, log: Path) -> None:
        self.sqs = aws.clients.sqs
        self.log = log
        self.url = self.sqs.get_queue_url(QueueName=UPLOADS_QUEUE)["QueueUrl"]
        self.dead = self.sqs.get_queue_url(QueueName=DEAD_LETTERS)["QueueUrl"]
        self.sqs.purge_queue(QueueUrl=self.url)

    def send(self, what: str, **more: object) -> None:
        """Send a message that says what is to be done."""
        body = json.dumps({"do": what, "log": str(self.log), **more})
        self.sqs.send_message(QueueUrl=self.url, MessageBody=body)

    def left(self, url: str) -> int:
        """Return how many messages a queue holds, hidden ones too."""
        names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(value) for value in found.values())

    def seen(self) -> list[dict[str, Any]]:
        """Return the events, once for each message whose turn came."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def run(
        self,
        until: Callable[[], bool],
        *,
        workers: int = 1,
        seconds: float = 10,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        """Run function and poller until something holds, and end them in good order."""
        function = Function("test", HANDLER, timeout_seconds=seconds, memory_mb=512)
        variables = local_environment(
            function, endpoint="http://127.0.0.1:1", cors="", log_level="INFO"
        )

        async def main() -> None:
            pool = Pool(function, variables, size=workers)
            poller = Poller(SOURCES[0], pool.invoke, sqs=self.sqs, in_flight=workers, paused=paused)
            task = asyncio.create_task(poller.run())
            try:
                async with asyncio.timeout(30):
                    while not await asyncio.to_thread(until):
                        assert not task.done()
                        await asyncio.sleep(0.05)
            finally:
                task.cancel()
                await asyncio.wait([task])
                await pool.stop()

        asyncio.run(main())


@pytest.fixture
def queues(aws: Aws, tmp_path: Path) -> Queues:
    return Queues(aws, tmp_path / "log")


def test_an_event_is_what_lambda_sends_and_what_is_done_is_deleted(queues: Queues) -> None:
    queues.send("ok")
    queues.run(lambda: queues.left(queues.url) == 0)
    ((record,),) = [event["Records"] for event in queues.seen()]
    assert set(record) == {
        "messageId", "receiptHandle", "body", "attributes", "messageAttributes", "md5OfBody",
        "eventSource", "eventSourceARN", "awsRegion",
    }  # fmt: skip
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert {"SentTimestamp", "SenderId", "ApproximateFirstReceiveTimestamp"} < set(
        record["attributes"]
    )
    assert record["eventSourceARN"] == f"arn:aws:sqs:{REGION}:{ACCOUNT}:{UPLOADS_QUEUE}"
    assert (record["eventSource"], record["awsRegion"]) == ("aws:sqs", REGION)
    assert queues.left(queues.dead) == 0


def test_messages_wait_while_nothing_can_be_kept_of_what_they_lead_to(queues: Queues) -> None:
    queues.send("ok")
    asked: list[int] = []

    def paused() -> bool:
        asked.append(queues.left(queues.url))
        return len(asked) < 3

    queues.run(lambda: queues.left(queues.url) == 0, paused=paused)
    assert asked[:3] == [1, 1, 1]
    ((record,),) = [event["Records"] for event in queues.seen()]
    assert record["attributes"]["ApproximateReceiveCount"] == "1"


def test_what_is_reported_as_failed_comes_three_times_and_goes_to_the_dead_letters(
    queues: Queues,
) -> None:
    for what in ("ok", "fail", "ok"):
        queues.send(what)
    queues.run(lambda: queues.left(queues.dead) == 1)
    assert queues.left(queues.url) == 0
    counts = [
        record["attributes"]["ApproximateReceiveCount"]
        for event in queues.seen()
        for record in event["Records"]
        if "fail" in record["body"]
    ]
    assert counts[-1] == "3"


@pytest.mark.parametrize("what", ["die", "sleep"])
def test_a_worker_that_dies_or_takes_too_long_leaves_its_batch(queues: Queues, what: str) -> None:
    queues.send(what, seconds=60)
    queues.run(lambda: queues.left(queues.dead) == 1, seconds=0.3)
    assert len(queues.seen()) == 3


def test_batches_of_at_most_five_as_many_at_a_time_as_there_are_workers(queues: Queues) -> None:
    for _ in range(10):
        queues.send("sleep", seconds=0.2)
    began = time.monotonic()
    queues.run(lambda: queues.left(queues.url) == 0, workers=2)
    assert time.monotonic() - began < 8
    sizes = {len(event["Records"]) for event in queues.seen()}
    assert max(sizes) == 5
    assert len(queues.seen()) == 10


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, ""),
        ({}, ""),
        ({"batchItemFailures": []}, ""),
        ({"batchItemFailures": None}, ""),
        ({"batchItemFailures": [{"itemIdentifier": "a"}]}, "a"),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, "ab"),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, "ab"),
        ({"batchItemFailures": [{}]}, "ab"),
        ({"batchItemFailures": 7}, "ab"),
        ({"statusCode": 200}, "ab"),
        ("done", "ab"),
        ([], "ab"),
    ],
)
def test_an_answer_is_read_as_lambda_reads_it(answer: object, failed: str) -> None:
    assert failures(answer, {"a", "b"}) == set(failed)
