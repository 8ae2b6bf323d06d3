"""The handler of this function, without its environment: one event, one task."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.edge.telemetry import logger
from functions.workflow.tasks import Tasks

Event = Mapping[str, Any]
Handler = Callable[[Event, LambdaContext], dict[str, Any]]

TASKS: Final = ("snapshot", "decide", "promote", "reject", "fail")


def task_handler(tasks: Tasks) -> Handler:
    """Return the handler of the state machine's tasks.

    What goes wrong leaves it as an exception: the state machine tries again, or writes it down.
    """

    @logger.inject_lambda_context(clear_state=True)
    def handle(event: Event, _: LambdaContext) -> dict[str, Any]:
        task, training_id = str(event["task"]), str(event["training_id"])
        logger.append_keys(training_id=training_id)
        if task not in TASKS:
            raise ValueError(f"task={task!r}: expected one of {', '.join(TASKS)}")
        now = datetime.now(UTC)
        if task == "fail":
            job = tasks.fail(training_id, str(event["error"]), str(event["cause"]), now)
        else:
            job = getattr(tasks, task)(training_id, now)
        logger.info(task, extra={"status": str(job.status)})
        return {
            "training_id": job.id,
            "status": str(job.status),
            "promote": bool((job.decision or {}).get("promote")),
        }

    return handle
