"""AWS Signature Version 4: verify that a request, an address or a form was signed by us.

Written after "Signature Version 4 signing process" in the AWS General Reference and
"Authenticating Requests" in the S3 API Reference.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, quote, unquote

from local.s3.s3_errors import S3Error, bad, denied, unknown_key, wrong_signature

ALGORITHM: Final = "AWS4-HMAC-SHA256"
SKEW: Final = timedelta(minutes=15)
"""Greatest difference between the clock of a signer and ours."""

_UNSIGNED: Final = "UNSIGNED-PAYLOAD"
_UNRESERVED: Final = "-_.~"
_LONGEST_SECONDS: Final = 7 * 86_400
_AUTHORIZATION: Final = re.compile(
    rf"{ALGORITHM} Credential=(?P<credential>[^,]+), ?SignedHeaders=(?P<headers>[^,]+), ?"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The one pair of keys that may do anything, and where."""

    access: str
    secret: str
    region: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Parts of a request that its signature covers.

    Attributes
    ----------
    path, query : as they came, percent-encoded.
    headers : by name in lower case.
    body_hash : returns the SHA-256 of the body in hexadecimal, where no header tells it.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body_hash: Callable[[], str]


def verify_signature(request: Signed, keys: Keys, *, now: datetime) -> None:
    """Raise Refused unless a request was signed with the keys, in its headers or its address."""
    query = parse_qsl(request.query, keep_blank_values=True)
    given = dict(query)
    if authorization := request.headers.get("authorization"):
        found = _AUTHORIZATION.fullmatch(authorization)
        if not found:
            raise bad("AuthorizationHeaderMalformed", "The authorization header is malformed.")
        credential, names, signature = found["credential"], found["headers"], found["signature"]
        at = _moment(request.headers.get("x-amz-date", ""))
        _check_clock(at, now)
        payload = request.headers.get("x-amz-content-sha256") or request.body_hash()
    elif "X-Amz-Signature" in given:
        credential, names = given.get("X-Amz-Credential", ""), given.get("X-Amz-SignedHeaders", "")
        signature = given["X-Amz-Signature"]
        at = _moment(given.get("X-Amz-Date", ""))
        _check_expiry(at, given.get("X-Amz-Expires", ""), now)
        payload = _UNSIGNED
        query = [(name, value) for name, value in query if name != "X-Amz-Signature"]
    else:
        raise denied()
    scope = check_scope(credential, keys, at)
    canonical = _canonical(request, query, names.split(";"), payload)
    text = "\n".join([ALGORITHM, f"{at:%Y%m%dT%H%M%SZ}", scope, _sha256(canonical)])
    compare(sign(text, scope, keys), signature)


def check_scope(credential: str, keys: Keys, at: datetime) -> str:
    """Return the scope of a credential (date/region/service/aws4_request); raise Refused."""
    access, _, scope = credential.partition("/")
    parts = scope.split("/")
    if len(parts) != 4 or parts[3] != "aws4_request":
        raise bad(
            "AuthorizationQueryParametersError",
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
            '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
        )
    if access != keys.access:
        raise unknown_key(access)
    if parts[0] != f"{at:%Y%m%d}" or parts[1] != keys.region:
        raise bad(
            "AuthorizationQueryParametersError",
            f"Error parsing the X-Amz-Credential parameter; {parts[0]}/{parts[1]} is wrong; "
            f"expecting {at:%Y%m%d}/{keys.region}",
        )
    return scope


def sign(text: str, scope: str, keys: Keys) -> str:
    """Return the signature of a text in hexadecimal."""
    key = _signing_key(keys.secret, scope)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def compare(right: str, given: str) -> None:
    """Raise Refused unless a signature is the right one."""
    if not hmac.compare_digest(right.encode(), given.encode()):
        raise wrong_signature()


@lru_cache(maxsize=32)
def _signing_key(secret: str, scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _canonical(
    request: Signed, query: list[tuple[str, str]], names: list[str], payload: str
) -> str:
    pairs = sorted((quote(k, safe=_UNRESERVED), quote(v, safe=_UNRESERVED)) for k, v in query)
    headers = [f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in names]
    return "\n".join(
        [
            request.method,
            quote(unquote(request.path), safe="/" + _UNRESERVED),
            "&".join(f"{name}={value}" for name, value in pairs),
            "".join(headers),
            ";".join(names),
            payload,
        ]
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise denied("AWS authentication requires a valid Date or x-amz-date header") from None


def _check_clock(at: datetime, now: datetime) -> None:
    if abs(now - at) > SKEW:
        raise S3Error(
            denied().status,
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        )


def _check_expiry(at: datetime, seconds: str, now: datetime) -> None:
    if not seconds.isdecimal() or not 1 <= int(seconds) <= _LONGEST_SECONDS:
        raise bad(
            "AuthorizationQueryParametersError",
            f"X-Amz-Expires must be between 1 and {_LONGEST_SECONDS} seconds",
        )
    if now > at + timedelta(seconds=int(seconds)):
        raise denied("Request has expired")
    if at > now + SKEW:
        raise denied("Request is not valid yet")
