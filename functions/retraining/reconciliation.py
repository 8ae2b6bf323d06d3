"""Marks a training as failed when its execution ended without doing so.

The form of the event is in AWS's guide, "Step Functions Execution Status Change".
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.runtime.telemetry import logger
from talent.errors import TrainingUnknown
from talent.trainings.ports import Jobs
from talent.trainings.reconcile import reconcile_ended

Event = Mapping[str, Any]


def reconciling_handler(jobs: Jobs) -> Callable[[Event, LambdaContext], None]:
    """Return a handler that settles the training whose execution an event tells of.

    What goes wrong leaves it as an exception: Lambda tries again, twice.
    """

    @logger.inject_lambda_context(clear_state=True)
    def handle(event: Event, _: LambdaContext) -> None:
        # What the event says, not what the state machine is asked: its answers may be late.
        training_id, ended = str(event["detail"]["name"]), str(event["detail"]["status"]).lower()
        logger.append_keys(training_id=training_id)
        try:
            job = reconcile_ended(training_id, ended, jobs=jobs, now=datetime.now(UTC))
        except TrainingUnknown:
            logger.warning("An execution that is no training's has ended")
        else:
            logger.info(ended, extra={"status": str(job.status)})

    return handle
