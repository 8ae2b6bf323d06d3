"""State machine that carries trainings out: Step Functions."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from talent.aws.clients import code_of, states_client, storage
from talent.errors import TrainingOff

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_RUNNING: Final = "RUNNING"
_UNKNOWN: Final = "ExecutionDoesNotExist"
_STARTED: Final = "ExecutionAlreadyExists"


class StepFunctions:
    """Executions of one state machine, named as trainings.

    Port: :class:`talent.trainings.ports.Orchestrator`.

    Parameters
    ----------
    arn : of the state machine; "" where there is none, and nothing can be started.
    client : makes the client, when it is first needed.
    """

    def __init__(self, arn: str, *, client: Callable[[], SFNClient] = states_client) -> None:
        self._arn = arn
        self._make_client = client

    @cached_property
    def _client(self) -> SFNClient:
        return self._make_client()

    def start(self, training_id: str) -> None:
        """Begin a training, once: a second call with the same id changes nothing."""
        from botocore.exceptions import ClientError

        if not self._arn:
            raise TrainingOff(
                "This deployment does not train",
                advice="Its operator can change that: `compute` in docs/deploy.md.",
            )
        with storage("start the training"):
            try:
                self._client.start_execution(
                    stateMachineArn=self._arn,
                    name=training_id,
                    input=json.dumps({"training_id": training_id}),
                )
            except ClientError as error:
                if code_of(error) != _STARTED:
                    raise

    def stop(self, training_id: str, why: str) -> None:
        """End a training wherever it is; nothing happens where it has ended or never began."""
        from botocore.exceptions import ClientError

        with storage("stop the training"):
            try:
                self._client.stop_execution(
                    executionArn=self._execution(training_id), error="Cancelled", cause=why
                )
            except ClientError as error:
                if code_of(error) != _UNKNOWN:
                    raise

    def ended(self, training_id: str) -> str | None:
        """Return how a training ended, in a word; None while it runs; "unknown" if it is."""
        from botocore.exceptions import ClientError

        with storage("say whether the training runs"):
            try:
                found = self._client.describe_execution(executionArn=self._execution(training_id))
            except ClientError as error:
                if code_of(error) != _UNKNOWN:
                    raise
                return "unknown"
        return None if found["status"] == _RUNNING else found["status"].lower()

    def _execution(self, training_id: str) -> str:
        return f"{self._arn.replace(':stateMachine:', ':execution:')}:{training_id}"
