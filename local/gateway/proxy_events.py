"""HTTP to API Gateway (REST, payload v1) proxy events, and answers back to HTTP."""

import base64
import binascii
import hashlib
import secrets
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from local.names import ACCOUNT, STAGE
from topology.routes import Match

Headers = list[tuple[str, str]]

_OWN: Final = {"connection", "content-length", "keep-alive", "te", "transfer-encoding"}
"""Headers of an answer that belong to a connection: the server writes its own."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, whole.

    Attributes
    ----------
    path : raw path, percent-encoded as it came.
    query : raw query string.
    headers : in their order, names as they came.
    """

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    client: str
    protocol: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response, whole."""

    status: int
    headers: Headers
    body: bytes


class MalformedAnswer(Exception):
    """The handler returned something API Gateway cannot turn into HTTP."""


def to_event(request: Request, match: Match) -> dict[str, Any]:
    """Return the event API Gateway would send for a request."""
    query = _grouped(parse_qsl(request.query, keep_blank_values=True))
    headers = _grouped(_with_gateway_headers(request))
    return {
        "resource": match.route.resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": _last(headers),
        "multiValueHeaders": headers,
        "queryStringParameters": _last(query) or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": match.parameters or None,
        "stageVariables": None,
        "requestContext": _context(request, match),
        "body": base64.b64encode(request.body).decode() if request.body else None,
        "isBase64Encoded": bool(request.body),
    }


def to_response(answer: object) -> Response:
    """Return the HTTP response for a handler's answer; raise MalformedAnswer if it is none."""
    if not isinstance(answer, dict):
        raise MalformedAnswer(type(answer).__name__)
    try:
        many: dict[str, list[str]] = {
            name.lower(): [str(value) for value in values]
            for name, values in (answer.get("multiValueHeaders") or {}).items()
        }
        # API Gateway merges both; multiValueHeaders win where a name is in both.
        for name, value in (answer.get("headers") or {}).items():
            many.setdefault(name.lower(), [str(value)])
        text = answer.get("body") or ""
        encoded = answer.get("isBase64Encoded", False)
        body = base64.b64decode(text, validate=True) if encoded else text.encode()
        status = int(answer["statusCode"])
        if not 200 <= status <= 599:
            raise ValueError(f"status {status}")
    except (AttributeError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise MalformedAnswer(type(error).__name__) from error
    headers = [
        (name, value) for name, values in many.items() if name not in _OWN for value in values
    ]
    return Response(status, headers, body)


def trace_id() -> str:
    """Return an X-Ray trace header, as API Gateway adds one."""
    return f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def _with_gateway_headers(request: Request) -> Headers:
    own = {"x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id"}
    kept = [(name, value) for name, value in request.headers if name.lower() not in own]
    port = {n.lower(): v for n, v in kept}.get("host", "").rpartition(":")[2]
    return [
        *kept,
        ("X-Amzn-Trace-Id", trace_id()),
        ("X-Forwarded-For", request.client),
        ("X-Forwarded-Port", port if port.isdigit() else "80"),
        ("X-Forwarded-Proto", "http"),
    ]


def _context(request: Request, match: Match) -> dict[str, Any]:
    now = datetime.now(UTC)
    headers = {name.lower(): value for name, value in request.headers}
    identity: dict[str, Any] = dict.fromkeys(
        (
            "accessKey",
            "accountId",
            "caller",
            "cognitoAuthenticationProvider",
            "cognitoAuthenticationType",
            "cognitoIdentityId",
            "cognitoIdentityPoolId",
            "principalOrgId",
            "user",
            "userArn",
        )
    )
    identity |= {"sourceIp": request.client, "userAgent": headers.get("user-agent")}
    if api_key := headers.get("x-api-key"):
        # There is nobody here who hands out keys: every one is one, under an id of its own.
        key_id = hashlib.sha256(api_key.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        identity |= {"apiKey": api_key, "apiKeyId": key_id}
    return {
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": headers.get("host", "localhost"),
        "domainPrefix": "local",
        "extendedRequestId": request.request_id[:8],
        "httpMethod": request.method,
        "identity": identity,
        "path": f"/{STAGE}{request.path}",
        "protocol": request.protocol,
        "requestId": request.request_id,
        "requestTime": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(now.timestamp() * 1000),
        "resourceId": uuid.uuid5(uuid.NAMESPACE_URL, match.route.resource).hex[:6],
        "resourcePath": match.route.resource,
        "stage": STAGE,
    }


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        groups[name].append(value)
    return dict(groups)


def _last(groups: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[-1] for name, values in groups.items()}
