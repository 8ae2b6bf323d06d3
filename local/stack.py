"""Start the stack, say what runs where, and end it in good order."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final

from functions.runtime.origins import Origins
from local import example
from local.aws.server import LocalAws, Place, clients
from local.gateway import hosts, web_server
from local.gateway.asgi import Gateway, Invoke
from local.gateway.console import Console
from local.gateway.throttle import Throttle
from local.lambdas.environment import local_environment
from local.lambdas.event_source import Poller
from local.lambdas.pool import InvocationError, Pool, base_environment
from local.persistence.acknowledge import Acknowledged
from local.persistence.disk import BadDataDir, DataDir
from local.resources import SOURCES
from local.settings import LocalSettings
from local.training.step_functions import LocalLambda, local_batch, make_machine, told
from local.training.step_functions_hooks import execute_state_machines
from topology.functions import FUNCTIONS, PROMOTER, WORKFLOW
from topology.resources import Choices

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LATER: Final = {WORKFLOW, PROMOTER, *(source.function for source in SOURCES)}
"""Functions that nobody waits for at the start."""
_PATIENCE_SECONDS: Final = 1.0
"""Grace period of requests under way after a signal."""


class CannotStart(Exception):
    """Something is in the way; the text says what."""


class Stack:
    """Moto, one pool of workers per function, and the gateway in front of them."""

    def __init__(self, settings: LocalSettings) -> None:
        self._settings = settings
        origins = Origins.read(settings.cors_origins)
        folder = DataDir(Path(settings.data_dir)) if settings.data_dir else None
        self._aws = LocalAws(
            Place(
                settings.aws_port,
                settings.public_aws_url,
                settings.host,
                folder,
                settings.aws_secret,
            ),
            Choices(origins, settings.retention_days),
        )
        more = {**self._aws.variables, "RETENTION_DAYS": str(settings.retention_days)}
        self._pools = {
            function.name: Pool(
                function,
                local_environment(
                    function,
                    endpoint=self._aws.endpoint,
                    cors=settings.cors_origins,
                    log_level=settings.log_level,
                    more=more,
                ),
                size=settings.workers,
            )
            for function in FUNCTIONS
        }
        self._batch = local_batch({**base_environment(), **self._aws.variables})
        self._tasks: list[asyncio.Task[None]] = []
        functions: dict[str, Invoke] = {name: pool.invoke for name, pool in self._pools.items()}
        if self._aws.journal is not None:
            functions["api"] = Acknowledged(functions["api"], self._aws.journal)
        self.gateway = Gateway(
            functions,
            throttle=Throttle(rate=settings.rate_limit, burst=settings.burst_limit),
            console=Console(self._aws.public_url),
            hosts=hosts.Hosts(settings.host, hosts.read_hosts(settings.allowed_hosts)),
            origins=origins,
        )

    async def start(self) -> str:
        """Start moto and the first worker of every function; return the banner."""
        try:
            async with asyncio.TaskGroup() as together:
                model = together.create_task(asyncio.to_thread(self._aws.start))
                for pool in self._pools.values():
                    if pool.function.name not in _LATER:
                        together.create_task(pool.start())
        except* BadDataDir as errors:
            raise CannotStart(str(errors.exceptions[0])) from errors
        except* (InvocationError, TimeoutError) as errors:
            raise CannotStart("A function cannot start; the lines above say why.") from errors
        self._poll()
        await self._carry_out()
        return f"""\
  model          {model.result()}
  AWS (moto)     {self._aws.endpoint}
  uploads        {self._uploads()}
  trainings      {told()}
  workers        up to {self._settings.workers} for each of {", ".join(self._pools)}"""

    def _uploads(self) -> str:
        if self._settings.public_aws_url or not self._settings.reachable_by_others:
            return self._aws.public_url
        return (
            f"{self._aws.public_url}, which other machines cannot reach: set AWS_PORT=9000 and "
            "PUBLIC_AWS_URL=http://ADDRESS:9000"
        )

    async def _carry_out(self) -> None:
        """Let the state machine work, and Batch behind it."""
        tasks = {name: self._pools[name].invoke for name in (WORKFLOW, PROMOTER)}
        functions = LocalLambda(tasks, asyncio.get_running_loop())
        execute_state_machines(functions, self._batch)
        await asyncio.to_thread(make_machine)

    async def stop(self) -> None:
        """End all of it."""
        await self.stop_workers()
        await asyncio.to_thread(self._aws.stop)

    def _poll(self) -> None:
        """Start to take messages from the queues."""
        sqs = clients().sqs
        for source in SOURCES:
            if pool := self._pools.get(source.function):
                # Warm before the first upload, but nobody waits for it at the start.
                self._tasks.append(asyncio.create_task(_warm(pool)))
                poller = Poller(
                    source,
                    pool.invoke,
                    sqs=sqs,
                    in_flight=self._settings.workers,
                    paused=self._takes_no_writes,
                )
                self._tasks.append(asyncio.create_task(poller.run()))

    def _takes_no_writes(self) -> bool:
        return self._aws.journal is not None and self._aws.journal.trouble is not None

    async def stop_workers(self) -> None:
        """End the processes, whatever they do."""
        for task in self._tasks:
            task.cancel()
        self._batch.close()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await asyncio.gather(*(pool.stop() for pool in self._pools.values()))


async def _warm(pool: Pool) -> None:
    with contextlib.suppress(InvocationError, TimeoutError):  # the first message will tell
        await pool.start()


async def run_stack(settings: LocalSettings) -> None:
    """Run the whole stack until a signal ends it; raise CannotStart where something is wrong."""
    began = time.perf_counter()
    stopping = _on_signals()
    with web_server.bind(settings.host, settings.port) as listener:
        stack = Stack(settings)
        try:
            banner = await _unless(stopping, stack.start())
            if banner is None:
                return
            server = web_server.server(stack.gateway)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            while not server.started and not serving.done():
                await asyncio.sleep(0.01)
            _say_ready(
                web_server.server_address(listener),
                banner,
                settings.data_dir,
                time.perf_counter() - began,
            )
            await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            await asyncio.wait([serving], timeout=_PATIENCE_SECONDS)
            await stack.stop_workers()
            await serving
        finally:
            await stack.stop()


def _on_signals() -> "asyncio.Task[bool]":
    """Return a task that ends with the first signal that asks us to end."""
    asked = asyncio.Event()
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    return asyncio.create_task(asked.wait())


async def _unless(stopping: "asyncio.Task[bool]", work: Coroutine[Any, Any, str]) -> str | None:
    """Return the result of some work, or None where a signal came first."""
    task = asyncio.create_task(work)
    await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
    if not task.done():
        task.cancel()
        await asyncio.wait([task])
        return None
    return task.result()


def _say_ready(base: str, banner: str, data_dir: str, seconds: float) -> None:
    kept = (
        f"Recordings, labels, uploads and models are kept in {data_dir}."
        if data_dir
        else "Everything lives in memory: nothing survives a restart (DATA_DIR keeps it)."
    )
    print(
        f"""
Ready in {seconds:.1f} s.

  console        {base}/
  API            {base}/api/v1/
  documentation  {base}/docs
{banner}

In a second terminal:

  make sample
  {example.request(base)}

{kept} Ctrl-C ends it.
""",
        flush=True,
    )
