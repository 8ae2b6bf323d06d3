"""Lambda handlers that misbehave, for the tests of the worker pool."""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from local.lambdas.worker import Context

Event = dict[str, Any]


def handler(event: Event, context: Context) -> object:
    """Do what the event says."""
    match event["do"]:
        case "echo":
            return {"event": event, "pid": os.getpid()}
        case "context":
            return {
                "id": context.aws_request_id,
                "arn": context.invoked_function_arn,
                "left": context.get_remaining_time_in_millis(),
                "memory": context.memory_limit_in_mb,
                "trace": os.environ["_X_AMZN_TRACE_ID"],
                "environment": dict(os.environ),
            }
        case "print":
            print("to standard output")  # noqa: T201 - the case under test
            print('{"_aws": "metrics"}')  # noqa: T201 - likewise
            sys.stdout.flush()
            os.write(1, b"straight to descriptor 1\n")
            return "printed"
        case "sleep":
            time.sleep(event["seconds"])
            return os.getpid()
        case "exit":
            os._exit(3)
        case "raise":
            raise ValueError("from the handler")
        case "large":
            return "x" * event["bytes"]
        case "unserialisable":
            return {1, 2}
    return None


def messages(event: Event, _: Context) -> object:
    """Do with each message what its body says, and write down the event where it says."""
    failed = []
    for record in event["Records"]:
        body = json.loads(record["body"])
        with Path(body["log"]).open("a") as log:
            log.write(json.dumps(event) + "\n")
        match body["do"]:
            case "fail":
                failed.append({"itemIdentifier": record["messageId"]})
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "sleep":
                time.sleep(body["seconds"])
    return {"batchItemFailures": failed}
