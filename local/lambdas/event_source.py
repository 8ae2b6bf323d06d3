"""Event source mapping of Lambda: takes messages from a queue and hands them to a function.

As in AWS: batches of what is there, several in flight; what the function does not report as
failed is deleted; what it does report, or all of it where it crashed or took too long, stays
and comes again, until the queue's redrive policy moves it to the dead letters. Unlike in AWS
it comes again after seconds, not after the visibility timeout of minutes: a process that took
too long or died is gone for sure.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from local.gateway.asgi import Invoke
from local.gateway.proxy_events import trace_id
from local.lambdas.pool import InvocationError
from local.resources import arn_of
from topology.environment import REGION
from topology.resources import EventSource

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

RETRY_SECONDS: Final = 3
_WAIT_SECONDS: Final = 1
"""Of one poll; also the longest that the end of the stack may wait for it."""
_log = logging.getLogger(__name__)


class Poller:
    """Moves messages from one queue to one function.

    Parameters
    ----------
    source : which queue.
    invoke : the function.
    sqs : client for the queue.
    in_flight : most events at a time.
    paused : whether messages are to wait, because nothing could be kept of what they lead to.
    """

    def __init__(
        self,
        source: EventSource,
        invoke: Invoke,
        *,
        sqs: SQSClient,
        in_flight: int,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._paused = paused
        self._source = source
        self._invoke = invoke
        self._sqs = sqs
        self._slots = asyncio.Semaphore(in_flight)

    async def run(self) -> None:
        """Go on until cancelled."""
        url = (await asyncio.to_thread(self._sqs.get_queue_url, QueueName=self._source.queue.name))[
            "QueueUrl"
        ]
        async with asyncio.TaskGroup() as batches:
            while True:
                await self._slots.acquire()
                messages = await self._receive(url)
                if messages:
                    batches.create_task(self._handle(url, messages))
                else:
                    self._slots.release()

    async def _receive(self, url: str) -> list[MessageTypeDef]:
        from botocore.exceptions import BotoCoreError, ClientError

        if self._paused():
            await asyncio.sleep(_WAIT_SECONDS)
            return []
        try:
            found = await asyncio.to_thread(
                self._sqs.receive_message,
                QueueUrl=url,
                MaxNumberOfMessages=self._source.batch,
                MessageSystemAttributeNames=["All"],
                WaitTimeSeconds=_WAIT_SECONDS,
            )
        except (BotoCoreError, ClientError) as error:
            _log.warning("The queue gave no messages (%s); asking again", type(error).__name__)
            await asyncio.sleep(_WAIT_SECONDS)
            return []
        return list(found.get("Messages", []))

    async def _handle(self, url: str, messages: list[MessageTypeDef]) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            event = {
                "Records": [_record(message, arn_of(self._source.queue)) for message in messages]
            }
            handles = {message["MessageId"]: message["ReceiptHandle"] for message in messages}
            failed = await self._failures(event, set(handles))
            await asyncio.to_thread(self._settle, url, handles, failed)
        except (BotoCoreError, ClientError) as error:
            _log.warning("The queue kept a batch (%s): it comes again", type(error).__name__)
        finally:
            self._slots.release()

    async def _failures(self, event: dict[str, Any], ids: set[str]) -> set[str]:
        try:
            answer = await self._invoke(event, request_id=str(uuid.uuid4()), trace=trace_id())
        except InvocationError as error:
            _log.warning(
                "%s gave no answer to %d messages (%s): they come again",
                self._source.function,
                len(ids),
                type(error).__name__,
            )
            return ids
        return failures(answer, ids)

    def _settle(self, url: str, handles: dict[str, str], failed: set[str]) -> None:
        done = [
            {"Id": name, "ReceiptHandle": handle}
            for name, handle in handles.items()
            if name not in failed
        ]
        again = [
            {"Id": name, "ReceiptHandle": handles[name], "VisibilityTimeout": RETRY_SECONDS}
            for name in sorted(failed)
        ]
        if done:
            self._sqs.delete_message_batch(QueueUrl=url, Entries=done)  # type: ignore[arg-type] # a TypedDict of its own
        if again:
            self._sqs.change_message_visibility_batch(QueueUrl=url, Entries=again)  # type: ignore[arg-type] # likewise


def failures(answer: object, ids: set[str]) -> set[str]:
    """Return which messages of a batch failed, as Lambda reads a function's answer.

    Nothing, or an empty list: none. Anything that is no partial batch response, or names a
    message that was not in the batch: all of them.
    """
    if answer is None or answer == {}:
        return set()
    try:
        entries = answer["batchItemFailures"]  # type: ignore[index] # whatever it is, see below
        named = {entry["itemIdentifier"] for entry in entries or []}
    except (TypeError, KeyError):
        return ids
    return ids if named - ids else named


def _record(message: MessageTypeDef, arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message["Attributes"]),
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }
