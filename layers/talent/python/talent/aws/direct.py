"""Direct read of one DynamoDB row, signed by hand, for the cold start.

Before its first answer a fresh process needs one row: which model serves. boto3 and a client take
0.2 s of CPU for that, several times the prediction. This is the plain case alone: credentials
in the environment, as Lambda has them, one request, no second try. Whatever is not plain
raises :class:`Indirect`, and who asked asks boto3 instead.

References
----------
.. [1] AWS. "Create a signed AWS API request" (Signature Version 4), IAM User Guide.
.. [2] AWS. "GetItem", Amazon DynamoDB API Reference, version 2012-08-10.
"""

import hashlib
import hmac
import http.client
import json
import os
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

SECONDS: Final = 2.0
"""Longest wait for a connection, and for an answer."""

_SERVICE: Final = "dynamodb"
_TARGET: Final = "DynamoDB_20120810.GetItem"
_TYPE: Final = "application/x-amz-json-1.0"
_REGION: Final = re.compile(r"(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d")
"""Regions of the partition `aws`, whose hosts end in amazonaws.com."""
_UNUSUAL: Final = {
    "https": (
        *("HTTPS_PROXY", "https_proxy", "AWS_CA_BUNDLE"),
        *("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"),
    ),
    "http": ("HTTP_PROXY", "http_proxy"),
}
"""Variables that change the way to AWS; boto3 knows what they mean."""


class Indirect(Exception):
    """The request is not as plain as this module takes it to be, or it failed."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs requests to DynamoDB.

    Attributes
    ----------
    region : of the table.
    key_id, secret, token : the credentials; no token where they are not temporary.
    """

    region: str
    key_id: str
    secret: str
    token: str | None

    def headers(self, host: str, body: bytes, now: datetime) -> dict[str, str]:
        """Return all headers of a POST to ``/`` with this body, its signature among them [1]_."""
        headers = {
            "content-type": _TYPE,
            "host": host,
            "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ"),
            **({"x-amz-security-token": self.token} if self.token else {}),
            "x-amz-target": _TARGET,
        }
        signed = ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        canonical = f"POST\n/\n\n{lines}\n{signed}\n{hashlib.sha256(body).hexdigest()}"
        scope = f"{now:%Y%m%d}/{self.region}/{_SERVICE}/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{headers['x-amz-date']}\n{scope}\n{digest}"
        key = f"AWS4{self.secret}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        return headers | {
            "authorization": f"AWS4-HMAC-SHA256 Credential={self.key_id}/{scope}, "
            f"SignedHeaders={signed}, Signature={signature}"
        }


class SignedRows:
    """Rows of DynamoDB, each by one request on a connection that stays open.

    Parameters
    ----------
    environment : where credentials, region and endpoint are looked up.
    clock : the time in UTC.
    """

    def __init__(
        self,
        environment: Mapping[str, str] = os.environ,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._environment = environment
        self._clock = clock
        self._connection: http.client.HTTPConnection | None = None

    def get(self, table: str, key: str) -> dict[str, Any] | None:
        """Return the row with an ``id``, read consistently [2]_; None where there is none.

        Raises
        ------
        Indirect
            If that is to be asked by other means.
        """
        asked = {"TableName": table, "Key": {"id": {"S": key}}, "ConsistentRead": True}
        answer = self._answer(json.dumps(asked).encode())
        try:
            item: dict[str, Any] | None = json.loads(answer).get("Item")
        except (ValueError, AttributeError) as error:
            raise Indirect("DynamoDB did not answer with JSON") from error
        return item

    def close(self) -> None:
        """Close the connection; the next row opens another one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _answer(self, body: bytes) -> bytes:
        signer = _signer(self._environment)
        kept, self._connection = self._connection, None
        if kept is not None:
            try:
                return self._ask(kept, signer, body)
            except Indirect:
                pass  # the other side closes what is idle for long
        return self._ask(_connection(self._environment, signer.region), signer, body)

    def _ask(self, connection: http.client.HTTPConnection, signer: Signer, body: bytes) -> bytes:
        """Return the body of an answer, and keep the connection where all went well."""
        usual = connection.port == connection.default_port
        host = connection.host if usual else f"{connection.host}:{connection.port}"
        try:
            connection.request("POST", "/", body, signer.headers(host, body, self._clock()))
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Indirect(type(error).__name__) from error
        checksum = response.headers.get("x-amz-crc32", str(zlib.crc32(content)))
        if response.status != HTTPStatus.OK or checksum != str(zlib.crc32(content)):
            connection.close()
            raise Indirect(f"status {response.status}")
        self._connection = connection
        return content


def _signer(environment: Mapping[str, str]) -> Signer:
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or ""
    key_id = environment.get("AWS_ACCESS_KEY_ID")
    secret = environment.get("AWS_SECRET_ACCESS_KEY")
    if not key_id or not secret or not _REGION.fullmatch(region):
        raise Indirect("no credentials, or a region of another partition")
    return Signer(region, key_id, secret, environment.get("AWS_SESSION_TOKEN"))


def _connection(environment: Mapping[str, str], region: str) -> http.client.HTTPConnection:
    endpoint = (
        environment.get("AWS_ENDPOINT_URL_DYNAMODB")
        or environment.get("AWS_ENDPOINT_URL")
        or f"https://{_SERVICE}.{region}.amazonaws.com"
    )
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise Indirect("an endpoint that is none") from error
    if not parts.hostname or parts.path.strip("/") or parts.scheme not in _UNUSUAL:
        raise Indirect("an endpoint with a path, or of another kind")
    if any(environment.get(name) for name in _UNUSUAL[parts.scheme]):
        raise Indirect("a proxy, or something else in between")
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname, port, timeout=SECONDS)
    return http.client.HTTPSConnection(parts.hostname, port, timeout=SECONDS)
