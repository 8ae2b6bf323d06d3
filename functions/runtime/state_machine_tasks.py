"""Tasks of a state machine: one event, one task, one row of a training."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.runtime.telemetry import logger
from talent.trainings.decision import RecordedDecision
from talent.trainings.job import Job

Event = Mapping[str, Any]
Task = Callable[..., Job]
"""Called with the training's id, the time as ``now``, and what else the event names."""
Handler = Callable[[Event, LambdaContext], dict[str, Any]]


def task_handler(tasks: Mapping[str, Task]) -> Handler:
    """Return the handler of some tasks, by their names.

    What goes wrong leaves it as an exception: the state machine tries again, or writes it down.
    """

    @logger.inject_lambda_context(clear_state=True)
    def handle(event: Event, _: LambdaContext) -> dict[str, Any]:
        facts = {name: str(value) for name, value in event.items()}
        task, training_id = facts.pop("task"), facts.pop("training_id")
        logger.append_keys(training_id=training_id)
        if task not in tasks:
            raise ValueError(f"task={task!r}: expected one of {', '.join(tasks)}")
        job = tasks[task](training_id, now=datetime.now(UTC), **facts)
        logger.info(task, extra={"status": str(job.status)})
        return {
            "training_id": job.id,
            "status": str(job.status),
            "promote": job.decision is not None
            and RecordedDecision.from_record(job.decision).promote,
        }

    return handle
