"""CloudFormation custom-resource handler: runs the work and PUTs the result to ResponseURL.

The form of both is in AWS's guide, "Custom resource request and response".
"""

import json
from collections.abc import Callable
from typing import Any, Final, Protocol
from urllib.request import Request, urlopen

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.runtime.telemetry import logger

Event = dict[str, Any]

_SECONDS: Final = 10


class Send(Protocol):
    """Takes an answer to where it is waited for."""

    def __call__(self, address: str, answer: bytes) -> None:
        """Send it; raise OSError where that fails."""
        ...


def resource_handler(
    work: Callable[[Event], dict[str, str]], *, resource: str, send: Send
) -> Callable[..., None]:
    """Return a handler that works on each creation, update and deletion, and always answers.

    Without an answer, CloudFormation waits for an hour before it gives a deployment up.

    Parameters
    ----------
    work : does what an event asks, its ``RequestType`` above all; returns what is told.
    resource : its name, the same for ever: to CloudFormation another one would be a replacement.
    """

    def handle(event: Event, context: LambdaContext) -> None:
        try:
            outcome: dict[str, Any] = {"Status": "SUCCESS", "Data": work(event)}
        except Exception as error:  # noqa: BLE001 - whatever it was: the deployment must hear of it
            logger.exception("A custom resource failed", extra={"resource": resource})
            reason = f"The resource {resource} failed: {type(error).__name__}. See the log of "
            outcome = {"Status": "FAILED", "Reason": reason + context.log_stream_name}
        send(str(event["ResponseURL"]), _answer(event, resource, outcome))

    return handle


def put(address: str, answer: bytes) -> None:
    """Send an answer to CloudFormation."""
    if not address.startswith("https://"):
        raise ValueError("CloudFormation waits at https addresses only")
    # An empty content type: the address is signed without one.
    request = Request(address, answer, {"Content-Type": ""}, method="PUT")  # noqa: S310 - checked
    with urlopen(request, timeout=_SECONDS):  # noqa: S310 - checked
        pass


def _answer(event: Event, resource: str, outcome: dict[str, Any]) -> bytes:
    echoed = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    return json.dumps({**echoed, "PhysicalResourceId": resource, **outcome}).encode()
