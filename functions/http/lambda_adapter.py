"""Lambda adapter: an API Gateway event to the application and its answer back."""

import asyncio
import atexit
import json
import logging
from collections.abc import Callable
from functools import cache
from typing import Any, Final, cast

from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext
from mangum import Mangum
from starlette.applications import Starlette

from functions.http.problem import MEDIA_TYPE
from functions.http.unexpected_errors import INTERNAL_ERROR, log_fault
from functions.runtime.telemetry import logger, metrics

Event = dict[str, Any]
Handler = Callable[[Event, LambdaContext], Event]

_TEXT: Final = ["text/", "application/json", MEDIA_TYPE]


def lambda_handler(app: Starlette) -> Handler:
    """Return the handler that serves an application behind API Gateway."""
    with_loop = _event_loop()
    asyncio.set_event_loop(with_loop)  # or Mangum makes one of its own, which nobody closes
    # It would write down the texts of exceptions; faults are logged here, without them.
    logging.getLogger("mangum").setLevel(logging.CRITICAL)
    mangum = Mangum(app, lifespan="off", text_mime_types=_TEXT)

    @logger.inject_lambda_context(
        correlation_id_path=correlation_paths.API_GATEWAY_REST, clear_state=True
    )
    @metrics.log_metrics
    def handle(event: Event, context: LambdaContext) -> Event:
        asyncio.set_event_loop(with_loop)
        try:
            # Mangum and Powertools each declare a context of their own; Lambda's fits both.
            return mangum(event, cast(Any, context))
        except Exception as error:  # noqa: BLE001 - before or after the application's own guard
            log_fault(error)
            return _fault(event)

    return handle


@cache
def _event_loop() -> asyncio.AbstractEventLoop:
    """Return the loop of this process: Mangum asks for a current one and does not make it."""
    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    return loop


def _fault(event: Event) -> Event:
    request_id = str((event.get("requestContext") or {}).get("requestId") or "-")
    document = INTERNAL_ERROR.document(
        instance=str(event.get("path") or "/"), request_id=request_id
    )
    return {
        "statusCode": int(INTERNAL_ERROR.status),
        "headers": {"content-type": MEDIA_TYPE, "x-request-id": request_id},
        "multiValueHeaders": {},
        "body": json.dumps(document),
        "isBase64Encoded": False,
    }
