"""Pool of worker processes per function, as many as are needed up to a limit."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

from local.lambdas import pipe_messages
from local.paths import LAYER, ROOT
from topology.functions import Function

MAX_REQUEST_BYTES: Final = 6_291_556
"""Lambda's limit on an event, as JSON."""

START_SECONDS: Final = 60.0
QUEUE_SECONDS: Final = 29.0
"""As long as API Gateway waits for a function."""
_GRACE_SECONDS: Final = 1.0


class InvocationError(Exception):
    """The function gave no answer."""


class EventTooLarge(InvocationError):
    """The event is larger than Lambda takes; the argument is the size of its body."""


class TimedOut(InvocationError):
    """The function did not answer in its time and was stopped."""


class Crashed(InvocationError):
    """The process died, or the handler let an exception out."""


class HandlerFailed(Crashed):
    """The handler let an exception out: its kind and message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.message = message


class AnswerTooLarge(InvocationError):
    """The answer is larger than Lambda returns."""


class Throttled(InvocationError):
    """All processes are busy and enough others wait already."""


class Worker:
    """One process that runs a handler."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker speaks through pipes")
        self._process = process
        self._events = process.stdin
        self._answers = process.stdout

    @classmethod
    async def start(cls, environment: Mapping[str, str]) -> "Worker":
        """Start a process and wait until its handler is imported; raise Crashed if it is not."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "local.lambdas.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env={**base_environment(), **environment},
            limit=2**16,
        )
        worker = cls(process)
        try:
            await asyncio.wait_for(worker._receive(), START_SECONDS)
        except BaseException:
            await worker.stop()
            raise
        return worker

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.returncode is None

    async def call(self, message: bytes, seconds: float) -> dict[str, Any]:
        """Send a message and return the reply; the process is unusable after an exception."""
        try:
            async with asyncio.timeout(seconds):
                self._events.write(message)
                await self._events.drain()
                return await self._receive()
        except TimeoutError as error:
            raise TimedOut from error
        except ConnectionError as error:
            raise Crashed("the process died") from error

    async def stop(self) -> None:
        """End the process, whatever it does."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()

    async def _receive(self) -> dict[str, Any]:
        try:
            head = await self._answers.readexactly(pipe_messages.LENGTH.size)
            content = await self._answers.readexactly(pipe_messages.LENGTH.unpack(head)[0])
        except asyncio.IncompleteReadError as error:
            raise Crashed("the process died") from error
        reply: dict[str, Any] = json.loads(content)
        return reply


class Pool:
    """The processes of one function.

    Parameters
    ----------
    function : what runs in them.
    environment : their environment variables.
    size : most processes at a time; the first one starts with the pool, others on demand.
    queue : most invocations that may wait for a process.
    """

    def __init__(
        self, function: Function, environment: Mapping[str, str], *, size: int, queue: int = 32
    ) -> None:
        self.function = function
        self._environment = environment
        self._free = asyncio.Semaphore(size)
        self._queue = queue
        self._waiting = 0
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._closed = False

    async def start(self) -> None:
        """Start the first process."""
        self._idle.append(await self._spawn())

    async def invoke(self, event: dict[str, Any], *, request_id: str, trace: str) -> object:
        """Return the handler's answer to an event; raise InvocationError where there is none."""
        limit = self.function.timeout_seconds
        message = {"event": event, "request_id": request_id, "trace": trace, "seconds": limit}
        packed = pipe_messages.pack_message(message)
        if len(packed) > MAX_REQUEST_BYTES:
            raise EventTooLarge(3 * len(event.get("body") or "") // 4)
        if self._free.locked() and self._waiting >= self._queue:
            raise Throttled
        self._waiting += 1
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                await self._free.acquire()
        except TimeoutError as error:
            raise Throttled from error
        finally:
            self._waiting -= 1
        try:
            return _answer(await self._run(packed, limit))
        finally:
            self._free.release()

    async def stop(self) -> None:
        """End all processes; there are no new ones after this."""
        self._closed = True
        await asyncio.gather(*(worker.stop() for worker in self._all))

    async def _run(self, message: bytes, seconds: float) -> dict[str, Any]:
        worker = await self._take()
        try:
            reply = await worker.call(message, seconds + _GRACE_SECONDS)
        except BaseException:
            # Also when the client went away: its answer must not reach the next one.
            self._all.discard(worker)
            await asyncio.shield(worker.stop())
            raise
        self._idle.append(worker)
        return reply

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._all.discard(worker)
        return await self._spawn()

    async def _spawn(self) -> Worker:
        if self._closed:
            raise Crashed("shutting down")
        worker = await Worker.start(self._environment)
        self._all.add(worker)
        return worker


def _answer(reply: dict[str, Any]) -> object:
    if "answer" in reply:
        return reply["answer"]
    if reply["error"] == "ResponseSizeTooLarge":
        raise AnswerTooLarge(str(reply["bytes"]))
    raise HandlerFailed(str(reply["error"]), str(reply.get("message", "")))


def base_environment() -> dict[str, str]:
    """Return what a process needs of this machine; the rest of our environment stays here."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(LAYER)]),
        "PYTHONUNBUFFERED": "1",
        # A Lambda function has one or two processors; one thread is what it would use.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
