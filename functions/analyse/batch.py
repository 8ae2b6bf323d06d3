"""A batch of messages, of which some may fail without the others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.analyse.notification import Announced, read_notification
from functions.analyse.settings import AnalyseSettings
from functions.analyse.work import Analyst
from functions.http.unexpected_errors import log_fault
from functions.runtime.telemetry import logger, metrics
from talent.errors import TalentError
from talent.uploads.attempts import AttemptStep, step_of
from talent.uploads.upload import Upload

Event = dict[str, Any]
Handler = Callable[[Event, LambdaContext], Event]


class Message(NamedTuple):
    """A message, read once: the files it announces, and whether it comes for the last time."""

    id: str
    announced: Announced
    last: bool


def batch_handler(settings: AnalyseSettings, analyst: Analyst) -> Handler:
    """Return the handler of a batch: which messages failed is its answer."""
    logger.setLevel(settings.log_level)

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handle(event: Event, context: LambdaContext) -> Event:
        metrics.add_metric(name="Messages", unit=MetricUnit.Count, value=len(event["Records"]))
        messages: list[Message] = []
        rows: dict[str, Upload | None] = {}
        failed: list[str] = []
        for record in map(SQSRecord, event["Records"]):
            with _failures(record.message_id, failed):
                found = read_notification(record.body, bucket=settings.uploads_bucket)
                rows |= {one: analyst.find(one) for one in found.uploads if one not in rows}
                receives = int(record.attributes.approximate_receive_count)
                messages.append(
                    Message(record.message_id, found, receives >= settings.max_receives)
                )
        for message in sorted(messages, key=lambda message: _step(message, rows)):
            with _failures(message.id, failed):
                _analyse(message, rows, analyst, context.aws_request_id)
        return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}

    return handle


@contextmanager
def _failures(message_id: str, failed: list[str]) -> Iterator[None]:
    """Log what goes wrong with a message, and count it among the failed."""
    try:
        yield
    except TalentError as error:
        logger.warning("not_done", extra={"code": error.code})
        failed.append(message_id)
    except Exception as error:  # noqa: BLE001 - the other messages of the batch go on
        log_fault(error)
        failed.append(message_id)


def _step(message: Message, rows: dict[str, Upload | None]) -> AttemptStep:
    """Return the most that is to be done for a message: suspects come last."""
    found = filter(None, (rows[one] for one in message.announced.uploads))
    steps = (step_of(upload, last=message.last) for upload in found)
    return max(steps, default=AttemptStep.NOTHING)


def _analyse(
    message: Message, rows: dict[str, Upload | None], analyst: Analyst, request_id: str
) -> None:
    if message.announced.others:  # the keys may be anything and stay out of the log
        logger.warning("not_an_upload", extra={"files": message.announced.others})
    for one in message.announced.uploads:
        # What an earlier message of this batch was about has changed since it was read.
        upload = rows.pop(one) if one in rows else analyst.find(one)
        if upload is None:  # deleted meanwhile, or never ours
            logger.warning("unknown_upload")
        else:
            analyst.analyse(upload, last=message.last, request_id=request_id)
