"""A batch of messages, of which some may fail without the others."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.analyse.notification import NotANotification, read_notification
from functions.analyse.settings import AnalyseSettings
from functions.analyse.work import Analyst
from functions.http.unexpected_errors import log_fault
from functions.runtime.telemetry import logger, metrics
from talent.errors import TalentError
from talent.uploads.attempts import AttemptStep

Event = dict[str, Any]
Handler = Callable[[Event, LambdaContext], Event]


def batch_handler(settings: AnalyseSettings, analyst: Analyst) -> Handler:
    """Return the handler of a batch: which messages failed is its answer."""
    logger.setLevel(settings.log_level)
    # Not one processor for all batches: it remembers what failed. An exception for a batch
    # that failed as a whole would put texts into the log that may quote a recording.
    bucket = settings.uploads_bucket

    def step(record: SQSRecord) -> AttemptStep:
        """Return the most that is to be done for a message: suspects come last."""
        last = _is_last(record, settings)
        try:
            found = read_notification(record.body, bucket=bucket).uploads
            return max((analyst.step(one, last=last) for one in found), default=AttemptStep.NOTHING)
        except (TalentError, NotANotification):
            return AttemptStep.BEGIN  # what is wrong will show when its turn comes

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handle(event: Event, context: LambdaContext) -> Event:
        def work(record: SQSRecord) -> None:
            try:
                found = read_notification(record.body, bucket=bucket)
                if found.others:  # the keys may be anything and stay out of the log
                    logger.warning("not_an_upload", extra={"files": found.others})
                for upload_id in found.uploads:
                    analyst.analyse(
                        upload_id,
                        last=_is_last(record, settings),
                        request_id=context.aws_request_id,
                    )
            except TalentError as error:
                logger.warning("not_done", extra={"code": error.code})
                raise
            except Exception as error:
                log_fault(error)
                raise

        metrics.add_metric(name="Messages", unit=MetricUnit.Count, value=len(event["Records"]))
        records = sorted(event["Records"], key=lambda record: step(SQSRecord(record)))
        processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
        answer = process_partial_response({"Records": records}, work, processor, context)
        return {"batchItemFailures": answer["batchItemFailures"]}

    return handle


def _is_last(record: SQSRecord, settings: AnalyseSettings) -> bool:
    """Whether the queue delivers a message for the last time."""
    return int(record.attributes.approximate_receive_count) >= settings.max_receives
