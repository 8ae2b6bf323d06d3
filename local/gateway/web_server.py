"""Uvicorn, set up without logs and signal handlers, and with problem+json."""

import errno
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from functions.http.problem import MEDIA_TYPE, Problem
from local.gateway.asgi import Gateway

_GRACE_SECONDS = 2


class CannotListen(Exception):
    """The address cannot be had; the text says why and what would work."""


class Server(uvicorn.Server):
    """A server that leaves signals to its caller: it would raise them again at its end."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


class _Protocol(H11Protocol):
    """HTTP/1.1 whose one plain-text answer has the form of all others."""

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


def server(gateway: Gateway) -> Server:
    """Return a server for a gateway."""
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
        timeout_graceful_shutdown=_GRACE_SECONDS,
        backlog=128,
    )
    return Server(config)


def bind(host: str, port: int, *, setting: str = "PORT") -> socket.socket:
    """Return a socket bound to an address; raise CannotListen where that is not possible.

    Parameters
    ----------
    setting : which setting holds the port, for the message.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # Named as TCP, or asyncio leaves Nagle's algorithm on: 40 ms more for every answer.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise CannotListen(
            f"HOST={host} is not an address of this machine; HOST=127.0.0.1 works everywhere."
        ) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(_why_not(error, host, port, setting)) from error
    return listener


def free_port() -> int:
    """Return a port of this machine that nobody uses at the moment."""
    with bind("127.0.0.1", 0) as probe:
        return int(probe.getsockname()[1])


def server_address(listener: socket.socket) -> str:
    """Return the address at which a bound socket can be reached from this machine."""
    return url(*listener.getsockname()[:2])


def url(host: str, port: int) -> str:
    """Return the address at which a server on some host and port is reached from this machine."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _why_not(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use by another program: stop it, or choose another: "
            f"{setting}={port + 1} make run"
        )
    if error.errno == errno.EACCES:
        return (
            f"Port {port} needs administrator rights: choose one above 1023: "
            f"{setting}=8000 make run"
        )
    return f"HOST={host} cannot be used: {error.strerror}. HOST=127.0.0.1 works everywhere."
