"""Start everything, say what runs where, and end it in good order."""

import asyncio
import errno
import json
import logging
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from functions.edge.problem import MEDIA_TYPE, Problem
from local.aws import LocalAws
from local.functions import FUNCTIONS, environment
from local.gateway import Gateway
from local.pool import Crashed, Pool
from local.settings import LocalSettings

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE_SECONDS: Final = 1.0
"""How long requests under way may go on after a signal."""


class CannotStart(Exception):
    """Something on this machine is in the way; the text says what."""


def bind(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; raise CannotStart where that is not possible."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise CannotStart(
            f"HOST={host} is not an address of this machine; HOST=127.0.0.1 works everywhere."
        ) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        return listener
    except OSError as error:
        listener.close()
        raise CannotStart(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: stop it, or choose another, PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs administrator rights: choose one above 1023, such as PORT=8000."
    return f"HOST={host} PORT={port} cannot be used: {error.strerror}. HOST=127.0.0.1 works everywhere."


class _Protocol(H11Protocol):
    """Uvicorn's HTTP with its one plain-text answer put into the form of all others."""

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP at all."""
        problem = Problem(400, "not_http", "This is not an HTTP request", msg, "Speak HTTP/1.1.")
        body = json.dumps(problem.document(instance="/", request_id="-")).encode()
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


class _Server(uvicorn.Server):
    """Uvicorn that leaves signals to us: it would raise them again once it has ended."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


async def run(settings: LocalSettings) -> None:
    """Run the whole stack until a signal ends it; raise CannotStart where something is wrong."""
    began = time.perf_counter()
    listener = bind(settings.host, settings.port)
    aws = LocalAws(port=_free_port())
    pools = {
        function.name: Pool(
            function,
            environment(
                function,
                endpoint=aws.endpoint,
                cors=settings.cors_origins,
                log_level=settings.log_level,
            ),
            size=settings.workers,
        )
        for function in FUNCTIONS
    }
    try:
        server = _server(Gateway({name: pool.invoke for name, pool in pools.items()}))
        stop = asyncio.Event()
        for number in _SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        starting = asyncio.ensure_future(_start(aws, pools))
        if await _first(starting, stop):
            return
        model = starting.result()
        serving = asyncio.ensure_future(server.serve(sockets=[listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        _say_ready(listener, aws, model, settings, time.perf_counter() - began)
        await _first(serving, stop)
        server.should_exit = True
        await asyncio.wait([serving], timeout=_PATIENCE_SECONDS)
        await _stop(pools)
        await serving
    finally:
        listener.close()
        await _stop(pools)
        await asyncio.to_thread(aws.stop)


async def _start(aws: LocalAws, pools: dict[str, Pool]) -> str:
    """Start moto and the first worker of every function at the same time."""
    filled = asyncio.to_thread(aws.start)
    try:
        model, *_ = await asyncio.gather(filled, *(pool.start() for pool in pools.values()))
    except (Crashed, TimeoutError) as error:
        raise CannotStart("A function cannot be imported; the lines above say why.") from error
    return model


async def _stop(pools: dict[str, Pool]) -> None:
    await asyncio.gather(*(pool.stop() for pool in pools.values()))


async def _first(work: "asyncio.Future[Any]", stop: asyncio.Event) -> bool:
    """Wait for the end of some work or for a signal; return whether it was the signal."""
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait([work, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    return stop.is_set()


def _server(gateway: Gateway) -> _Server:
    # The gateway answers for its own faults; what is left for uvicorn to say is noise.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        gateway,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        backlog=128,
    )
    return _Server(config)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _say_ready(
    listener: socket.socket, aws: LocalAws, model: str, settings: LocalSettings, seconds: float
) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    base = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else shown}:{port}"  # noqa: S104
    print(
        f"""
Ready in {seconds:.1f} s.

  API            {base}/api/v1/
  documentation  {base}/docs
  model          {model}
  AWS (moto)     {aws.endpoint}
  workers        up to {settings.workers} for each of {", ".join(f.name for f in FUNCTIONS)}

  curl {base}/api/v1/health
  curl -F file=@take.wav {base}/api/v1/predictions/single

Everything lives in memory: nothing survives a restart. Ctrl-C ends it.
""",
        flush=True,
    )
