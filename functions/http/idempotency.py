"""``Idempotency-Key``: a POST that is sent again is not done again.

A client chooses a key per operation and repeats it when it repeats the request, because the
first answer got lost. Of one client, method, path, query, preference and body:

- a key that is new: the request is answered, and the answer kept for a day;
- the same key, the same request: that answer again, with ``Idempotency-Replayed: true``;
- the same key, another request: 422; the first one still at work: 409.

Not kept are answers that a repetition might turn into better ones: 5xx and :data:`LATER`. A
process that dies in the middle blocks its key until the function would have timed out.

Where a function is pure, that is computes its answers from requests alone (predictions), only
the use of the key is kept and the answer is computed again: it can be larger than an item of
DynamoDB, and nobody's file name or score stays behind. An answer that something was begun
(:data:`BEGUN`) is kept also there. Likewise of an answer above :data:`MAX_KEPT`, which only
imports of labels reach: done again, an import changes nothing.
"""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from urllib.parse import parse_qsl

from aws_lambda_powertools.metrics import MetricUnit
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.http.accept import preferences
from functions.http.errors import KeyMalformed, problem_of
from functions.http.multipart import without_boundary
from functions.http.problem_responses import ProblemResponse
from functions.runtime.telemetry import logger, metrics
from talent.errors import StorageUnavailable, TalentError

if TYPE_CHECKING:
    from functions.http.idempotency_store import IdempotencyStore, IdempotentUse

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
MAX_KEY_LENGTH: Final = 255
KEY_PATTERN: Final = "[!-~]([ -~]*[!-~])?"
"""Printable ASCII that neither begins nor ends with a space."""

LATER: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}
)
"""Below 500, yet about the moment rather than about the request."""

MAX_KEPT: Final = 300_000
"""Longest answer that is kept, packed: an item of DynamoDB holds 400 KB."""

BEGUN: Final = frozenset({HTTPStatus.CREATED, HTTPStatus.ACCEPTED})
"""Something is there now that was not there before the request."""

_KEY: Final = re.compile(KEY_PATTERN)


class Answer(NamedTuple):
    """An HTTP response, whole."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return what :meth:`to_json` made a document of."""
        headers = [(str(name), str(value)) for name, value in document["headers"]]
        body = zlib.decompress(base64.b64decode(document["body"]))
        return cls(int(document["status"]), headers, body)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        body = base64.b64encode(zlib.compress(self.body)).decode()
        return {"status": self.status, "headers": self.headers, "body": body}

    async def send(self, send: Send) -> None:
        """Send it over ASGI."""
        headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


class Idempotency:
    """Answers a POST with an ``Idempotency-Key`` once.

    Parameters
    ----------
    app : what answers.
    table : name of the DynamoDB table of uses.
    pure : whether answers are computed again instead of kept.
    """

    def __init__(self, app: ASGIApp, *, table: str, pure: bool) -> None:
        self.app = app
        self._table = table
        self._pure = pure
        self._once: IdempotencyStore | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        key = Headers(scope=scope).get(HEADER)
        if key is None or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        try:
            check_key(key)
            body = await Request(scope, receive).body()
            use = self._uses().begin(
                client=client_of(scope["aws.event"]),
                key=key,
                request=request_digest(scope, body),
                milliseconds=scope["aws.context"].get_remaining_time_in_millis(),
            )
        except TalentError as error:
            await ProblemResponse(problem_of(error))(scope, receive, send)
            return
        if use.answer is not None:
            await _replay(Answer.from_json(use.answer), send)
        elif use.again:
            await self.app(scope, _once_more(body), _marked(send))
        else:
            await self._first(scope, _once_more(body), send, use)

    def _uses(self) -> "IdempotencyStore":
        if self._once is None:
            from functions.http.idempotency_store import IdempotencyStore

            self._once = IdempotencyStore(self._table)
        return self._once

    async def _first(
        self, scope: Scope, receive: Receive, send: Send, use: "IdempotentUse"
    ) -> None:
        try:
            answer = await _caught(self.app, scope, receive)
        except Exception:
            _safely(use.forget)
            raise
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in LATER:
            _safely(use.forget)
        else:
            computed = self._pure and answer.status not in BEGUN
            kept = None if computed else answer.to_json()
            if kept is not None and len(kept["body"]) > MAX_KEPT:
                kept = None
            _safely(lambda: use.keep(kept))
        await answer.send(send)


def check_key(key: str) -> None:
    """Raise KeyMalformed unless it is one to 255 characters of printable ASCII."""
    if len(key) > MAX_KEY_LENGTH or not _KEY.fullmatch(key):
        raise KeyMalformed(
            f"The {HEADER} has {len(key)} characters, or others than printable ASCII",
            advice=f"Send 1 to {MAX_KEY_LENGTH} printable ASCII characters: a UUID for every "
            "operation, the same one when it is repeated.",
            values={"characters": len(key), "limit": MAX_KEY_LENGTH},
        )


def client_of(event: Mapping[str, Any]) -> str:
    """Return who sends a request: by API key, else by IAM identity, else by address.

    Without a key or an identity, two networks are two clients: a key that somebody else uses
    too must never give them each other's answers.
    """
    identity = event["requestContext"].get("identity") or {}
    for name in ("apiKeyId", "caller", "sourceIp"):
        if identity.get(name):
            return f"{name} {identity[name]}"
    return "unknown"


def request_digest(scope: Scope, body: bytes) -> str:
    """Return a digest that two requests share only where they ask for the same.

    The boundary of a multipart form does not count: clients make up a new one every time
    they send the same form.
    """
    kind, parts = without_boundary(Headers(scope=scope).get("content-type", ""), body)
    described = [
        scope["method"],
        scope["path"],
        sorted(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        kind,
        preferences(Headers(scope=scope)),
        [hashlib.sha256(part).hexdigest() for part in parts],
    ]
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()


async def _replay(answer: Answer, send: Send) -> None:
    logger.info("replayed", extra={"status": answer.status})
    metrics.add_metric(name="Replayed", unit=MetricUnit.Count, value=1)
    await answer.send(_marked(send))


def _marked(send: Send) -> Send:
    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[REPLAYED] = "true"
        await send(message)

    return send_marked


def _once_more(body: bytes) -> Receive:
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    return receive


async def _caught(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    status = 0
    headers: list[tuple[str, str]] = []
    pieces: list[bytes] = []

    async def catch(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.extend(
                (n.decode("latin-1"), v.decode("latin-1")) for n, v in message["headers"]
            )
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, catch)
    return Answer(status, headers, b"".join(pieces))


def _safely(store: Callable[[], None]) -> None:
    """Do what comes after the answer: that the storage fails now must not cost the answer."""
    try:
        store()
    except StorageUnavailable as error:
        logger.warning("idempotency record not written", extra=dict(error.values))
