"""Gateway: a plain ASGI application in front of the functions, as API Gateway is."""

import json
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any, Final, Protocol

from functions.http.problem import MEDIA_TYPE, Problem
from functions.runtime.origins import Origins
from local.gateway import gateway_errors
from local.gateway import origins as cross_site
from local.gateway.console import Console
from local.gateway.head_limit import check_head
from local.gateway.hosts import Hosts
from local.gateway.proxy_events import Request, Response, to_event, to_response
from local.gateway.request_body import ClientGone, Message, Receive, read_body
from local.gateway.throttle import Throttle
from topology.routes import match

Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")
"""A Host header as API Gateway has it: never an IPv6 address."""
_BODILESS: Final = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class Invoke(Protocol):
    """Call of a function, as the gateway makes it."""

    async def __call__(self, event: dict[str, Any], *, request_id: str, trace: str) -> object:
        """Return the handler's answer to an event."""
        ...


class Gateway:
    """Turns HTTP into API Gateway events, calls the functions, turns answers into HTTP.

    Parameters
    ----------
    functions : what to call, by the names in :data:`topology.routes.ROUTES`.
    throttle : counts the requests of every client; without it there may be any number.
    console : the static page, which stands beside API Gateway and not behind it.
    hosts : under which clients may address it; by default as this machine only.
    origins : of the web pages that may change something, and read what the gateway itself answers.
    """

    def __init__(
        self,
        functions: Mapping[str, Invoke],
        *,
        throttle: Throttle | None = None,
        console: Console | None = None,
        hosts: Hosts | None = None,
        origins: Origins | None = None,
    ) -> None:
        self._functions = functions
        self._throttle = throttle
        self._console = console
        self._hosts = hosts or Hosts()
        self._origins = origins or Origins()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        request_id = str(uuid.uuid4())
        path = _raw_path(scope)
        try:
            response = await self._answer(scope, receive, path, request_id)
        except ClientGone:
            return
        except Exception as error:  # noqa: BLE001 - told apart in one table, none gets through
            problem = gateway_errors.gateway_problem(error)
            readable = cross_site.readable(dict(_headers(scope)).get("Origin"), self._origins)
            response = _from_problem(problem, path, request_id, readable)
        await _send(send, response, request_id, method=scope["method"])

    async def _answer(self, scope: Scope, receive: Receive, path: str, request_id: str) -> Response:
        headers = _headers(scope)
        self._hosts.check(dict(headers).get("Host"))
        # Before requests are counted: no foreign page may use up what the client may ask for.
        cross_site.check_origin(scope["method"], dict(headers), self._origins)
        if self._console is not None:
            page = self._console.answer(scope["method"], path, dict(headers))
            if page is not None:
                return page
        client = (scope.get("client") or ("127.0.0.1", 0))[0]
        if self._throttle is not None:
            self._throttle.take(api_key=dict(headers).get("X-Api-Key"), address=client)
        check_head(scope)
        found = match(path)
        body = await read_body(receive, headers)
        request = Request(
            method=scope["method"],
            path=path,
            query=scope["query_string"].decode("ascii", "replace"),
            headers=[(name, _known_host(name, value)) for name, value in headers],
            body=body,
            client=client,
            protocol=f"HTTP/{scope['http_version']}",
            request_id=request_id,
        )
        event = to_event(request, found)
        trace = event["headers"]["X-Amzn-Trace-Id"]
        answer = await self._functions[found.route.function](
            event, request_id=str(uuid.uuid4()), trace=trace
        )
        return to_response(answer)


def _raw_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.partition(b"?")[0].decode("ascii", "replace")
    return path if path.startswith("/") else "/" + path


def _headers(scope: Scope) -> list[tuple[str, str]]:
    """Return the headers with the capitals that HTTP/1.1 clients write."""
    headers = []
    for raw_name, raw_value in scope["headers"]:
        name = "-".join(part.capitalize() for part in raw_name.decode("latin-1").split("-"))
        headers.append((name, raw_value.decode("latin-1")))
    return headers


def _known_host(name: str, value: str) -> str:
    """Return a header's value in a form that functions expect."""
    return "localhost" if name == "Host" and not _HOST.fullmatch(value) else value


def _from_problem(
    problem: Problem, path: str, request_id: str, readable: Mapping[str, str]
) -> Response:
    document = problem.document(instance=path, request_id=request_id)
    headers = [("content-type", MEDIA_TYPE), ("x-request-id", request_id)]
    added = {**problem.headers, **readable}
    headers += [(name.lower(), value) for name, value in added.items()]
    return Response(problem.status, headers, json.dumps(document).encode())


async def _send(send: Send, response: Response, request_id: str, *, method: str) -> None:
    bodiless = response.status in _BODILESS
    headers = [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in response.headers
    ]
    headers.append((b"x-amzn-requestid", request_id.encode()))
    if not bodiless and method != "HEAD":
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if bodiless or method == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body})
