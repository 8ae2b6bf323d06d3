"""Errors of API Gateway itself, in the one form (RFC 9457) and readable by pages."""

import json
from dataclasses import dataclass
from typing import Final

from aws_cdk import aws_apigateway as apigateway

from topology.gateway_error_cors import EXPOSED, VARY, reader

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:problem-type:singing-talent:"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One error of the gateway; codes and titles as the functions and the local gateway say them.

    Attributes
    ----------
    kind : API Gateway's name for it.
    retry_after : seconds after which another try makes sense, 0 where it does not.
    """

    kind: str
    status: int
    code: str
    title: str
    detail: str
    advice: str
    retry_after: int = 0


_SMALLER: Final = (
    "Send a shorter take or a compressed one, or ask for leave to upload: POST /api/v1/uploads."
)
_KEY: Final = "Send the key you were given in the header X-Api-Key."

REFUSALS: Final = (
    Refusal(
        *("DEFAULT_4XX", 400, "bad_request", "The request could not be understood"),
        *("The gateway did not take the request.", "See /docs for what can be asked."),
    ),
    Refusal(
        *("DEFAULT_5XX", 500, "internal_error", "Something went wrong on our side"),
        *("The gateway met a fault.", "Try again; report it with the request_id."),
    ),
    Refusal(
        *("REQUEST_TOO_LARGE", 413, "too_large", "The request is too large"),
        *("The request has more bytes than the service takes at once.", _SMALLER),
    ),
    Refusal(
        *("UNSUPPORTED_MEDIA_TYPE", 415, "encoding_refused", "The body is compressed"),
        "The gateway could not unpack the body as its Content-Encoding says.",
        "Send it as it is, without Content-Encoding; audio has compression of its own: FLAC, "
        "MP3, OGG.",
    ),
    Refusal(
        *("WAF_FILTERED", 403, "filtered", "The request was filtered"),
        *("A rule of the operator's web ACL keeps such requests out.", "Ask the operator."),
    ),
    Refusal(
        *("THROTTLED", 429, "too_many_requests", "Too many requests at once"),
        *("More requests a second than agreed.", "Wait and try again."),
        retry_after=1,
    ),
    Refusal(
        *("QUOTA_EXCEEDED", 429, "quota_exceeded", "Too many requests today"),
        *("The key has asked as often as it may in one day.", "Try again tomorrow."),
        retry_after=3_600,
    ),
    Refusal(
        *("INVALID_API_KEY", 403, "key_missing", "An API key is needed"),
        *("The request carries no key, or an unknown one.", _KEY),
    ),
    Refusal(
        *("MISSING_AUTHENTICATION_TOKEN", 404, "not_found", "There is nothing at this address"),
        *("No such path.", "See /docs for what there is."),
    ),
    Refusal(
        *("INTEGRATION_TIMEOUT", 504, "function_timeout", "The answer took too long"),
        "The function did not answer in its time and was stopped.",
        "Send a shorter take, or fewer files at once.",
    ),
    Refusal(
        *("INTEGRATION_FAILURE", 502, "function_failed", "The function gave no answer"),
        "The function that worked on this request failed.",
        "Try again; if the same file does it again, report it.",
    ),
)


def add_refusals(api: apigateway.RestApi, *, origins: tuple[str, ...]) -> None:
    """Give each of the gateway's own errors its text, status and headers."""
    for refusal in REFUSALS:
        api.add_gateway_response(
            refusal.kind.title().replace("_", ""),
            type=apigateway.ResponseType.of(refusal.kind),
            status_code=str(refusal.status) if not refusal.kind.startswith("DEFAULT") else None,
            response_headers=_headers(refusal, origins),
            templates={"application/json": _template(refusal)},
        )


def _template(refusal: Refusal) -> str:
    """Return the document; a status that is API Gateway's own stays so."""
    document = {
        "type": TYPE_PREFIX + refusal.code.replace("_", "-"),
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "instance": "$context.path",
        "code": refusal.code,
        "advice": refusal.advice,
        "values": {},
        "request_id": "$context.requestId",
    }
    return json.dumps(document)


def _headers(refusal: Refusal, origins: tuple[str, ...]) -> dict[str, str]:
    headers = {"Content-Type": f"'{MEDIA_TYPE}'", "X-Request-Id": "context.requestId"}
    if refusal.retry_after:
        headers["Retry-After"] = f"'{refusal.retry_after}'"
    if origins:
        allowed = reader(origins)
        headers["Access-Control-Allow-Origin"] = (
            "method.request.header.Origin" if allowed is None else f"'{allowed}'"
        )
        headers["Access-Control-Expose-Headers"] = f"'{EXPOSED}'"
        headers["Vary"] = f"'{VARY}'"
    return headers
