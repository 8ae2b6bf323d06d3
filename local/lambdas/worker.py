"""Worker: a Lambda execution environment with one handler, one event at a time.

Events come through standard input and answers leave through standard output; whatever the
handler prints goes to standard error, as it would go to CloudWatch. When the other end of
standard input is gone, so is this process, even in the middle of a computation.
"""

import importlib
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TextIO, cast

from local.lambdas import pipe_messages
from local.names import ACCOUNT
from topology.environment import REGION

MAX_RESPONSE_BYTES: Final = 6_291_556
"""Lambda's limit on a response, as JSON."""

Handler = Callable[[dict[str, Any], "Context"], Any]


@dataclass(frozen=True, slots=True)
class Context:
    """Context of an invocation, as Lambda hands it to a handler."""

    aws_request_id: str
    deadline: float
    function_name: str
    function_version: str
    memory_limit_in_mb: int

    @property
    def invoked_function_arn(self) -> str:
        """Name of the function in all of AWS."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Where its log would be."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        """Which part of the log this process would write."""
        return f"[{self.function_version}]{os.getpid()}"

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the handler may go on, in milliseconds."""
        return max(0, int(1000 * (self.deadline - time.monotonic())))


def main() -> None:
    """Import the handler, say so, then answer events until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal
    answers = _take_stdout()
    events = _read_ahead()
    handler = _load(os.environ["_HANDLER"])
    _write(answers, {"ready": True})
    while True:
        message = events.get()
        _write(answers, _invoke(handler, message))


def _take_stdout() -> BinaryIO:
    """Keep the real standard output for answers and lead prints to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if os.environ.get("LOG_LEVEL") != "DEBUG":
        sys.stdout = cast(TextIO, _WithoutMetrics(sys.stdout))
    return answers


class _WithoutMetrics:
    """Standard output without the lines that CloudWatch would take for metrics."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._dropped = False

    def write(self, text: str) -> int:
        """Write a text, unless it is metrics or the end of their line."""
        metrics = text.startswith('{"_aws"')
        if not metrics and not (self._dropped and text == "\n"):
            self._stream.write(text)
        self._dropped = metrics
        return len(text)

    def flush(self) -> None:
        """Write what is held back."""
        self._stream.flush()


def _read_ahead() -> "queue.SimpleQueue[dict[str, Any]]":
    """Read events in a thread, which also notices when the parent is gone."""
    events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                events.put(pipe_messages.read_message(sys.stdin.buffer))
        except (EOFError, OSError):
            os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return events


def _load(name: str) -> Handler:
    module, _, attribute = name.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module), attribute)
    return handler


def _invoke(handler: Handler, message: dict[str, Any]) -> dict[str, Any]:
    context = Context(
        aws_request_id=message["request_id"],
        deadline=time.monotonic() + message["seconds"],
        function_name=os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        function_version=os.environ["AWS_LAMBDA_FUNCTION_VERSION"],
        memory_limit_in_mb=int(os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]),
    )
    os.environ["_X_AMZN_TRACE_ID"] = message["trace"]
    try:
        answer = handler(message["event"], context)
        size = len(json.dumps(answer))
    except Exception as error:  # noqa: BLE001 - Lambda reports any of them and goes on
        traceback.print_exc()
        return {"error": type(error).__name__, "message": str(error)}
    if size > MAX_RESPONSE_BYTES:
        return {"error": "ResponseSizeTooLarge", "bytes": size}
    return {"answer": answer}


def _write(pipe: BinaryIO, message: dict[str, Any]) -> None:
    try:
        pipe.write(pipe_messages.pack_message(message))
        pipe.flush()
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
