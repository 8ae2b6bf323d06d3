"""POST policy: S3's checks of a presigned form before it takes the file.

Written after "Authenticating requests in browser-based uploads using POST" and "POST policy"
in the S3 API Reference.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from local.s3.s3_errors import S3Error, bad, denied
from local.s3.signature import ALGORITHM, Keys, check_scope, compare, sign

_FREE: Final = {"x-amz-signature", "policy", "awsaccesskeyid"}
"""Fields that need no condition; ``file`` is not a field here."""
_FREE_PREFIX: Final = "x-ignore-"
_RANGE: Final = "content-length-range"
_LARGEST: Final = 5 * 2**30
"""S3's limit on a single upload."""


@dataclass(frozen=True, slots=True)
class Size:
    """Number of bytes that the file may have."""

    least: int = 0
    most: int = _LARGEST

    def check_least(self, size: int) -> None:
        """Raise Refused for a file that is smaller."""
        if size < self.least:
            raise bad(
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size",
                ProposedSize=size,
                MinSizeAllowed=self.least,
            )

    def check_most(self, size: int) -> None:
        """Raise Refused for a file that is larger."""
        if size > self.most:
            raise bad(
                "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed size",
                ProposedSize=size,
                MaxSizeAllowed=self.most,
            )


def check_policy(fields: Mapping[str, str], *, bucket: str, keys: Keys, now: datetime) -> Size:
    """Return how large the file may be; raise S3Error for a form that is not permitted.

    Parameters
    ----------
    fields : the form's fields before the file, by name in lower case, ``${filename}`` replaced.
    bucket : to which the form was sent.
    """
    if "policy" not in fields:
        raise denied()  # anybody may send a form; nobody may write without leave
    _check_signature(fields, keys)
    policy = _parse(fields["policy"])
    if now >= policy.expiration:
        raise _invalid("Policy expired.")
    return _apply(policy.conditions, {**fields, "bucket": bucket})


@dataclass(frozen=True, slots=True)
class _Policy:
    expiration: datetime
    conditions: list[Any]


def _check_signature(fields: Mapping[str, str], keys: Keys) -> None:
    if fields.get("x-amz-algorithm") != ALGORITHM:
        raise bad("InvalidArgument", f"X-Amz-Algorithm only supports {ALGORITHM}")
    try:
        at = datetime.strptime(fields.get("x-amz-date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise bad(
            "InvalidArgument", "X-Amz-Date must be formated via ISO8601 Long format"
        ) from None
    scope = check_scope(fields.get("x-amz-credential", ""), keys, at)
    if scope.split("/")[2] != "s3":
        raise bad("InvalidArgument", "The service of X-Amz-Credential must be s3")
    compare(sign(fields["policy"], scope, keys), fields.get("x-amz-signature", ""))


def _parse(encoded: str) -> _Policy:
    try:
        document = json.loads(base64.b64decode(encoded, validate=True))
        expiration = datetime.fromisoformat(document["expiration"])
        if expiration.tzinfo is None:
            raise ValueError("no time zone")
        conditions = document["conditions"]
        if not isinstance(conditions, list):
            raise TypeError("conditions is not a list")
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise _unreadable(str(error)) from error
    return _Policy(expiration, conditions)


def _apply(conditions: list[Any], values: Mapping[str, str]) -> Size:
    size = Size()
    covered = {"bucket"}
    for condition in conditions:
        operator, *operands = _normal(condition)
        if operator == _RANGE:
            size = _size(operands)
            continue
        name, wanted = str(operands[0]).lower(), str(operands[1])
        covered.add(name)
        if not _holds(operator, name, wanted, values.get(name, "")):
            raise _invalid(f"Policy Condition failed: {json.dumps(_shown(condition))}")
    extra = [
        name for name in values if name not in covered | _FREE and not name.startswith(_FREE_PREFIX)
    ]
    if extra:
        raise _invalid(f"Extra input fields: {', '.join(extra)}")
    return size


def _normal(condition: object) -> list[Any]:
    """Return a condition as [operator, name, value] or [content-length-range, min, max]."""
    if isinstance(condition, dict) and len(condition) == 1:
        ((name, value),) = condition.items()
        return ["eq", name, value]
    if isinstance(condition, list) and len(condition) == 3 and isinstance(condition[0], str):
        operator = condition[0].lower()
        if operator == _RANGE:
            return [operator, *condition[1:]]
        if operator in {"eq", "starts-with"} and str(condition[1]).startswith("$"):
            return [operator, condition[1][1:], condition[2]]
    raise _unreadable(f"Invalid condition: {json.dumps(condition)[:200]}")


def _holds(operator: str, name: str, wanted: str, value: str) -> bool:
    if operator == "eq":
        return value == wanted
    # A list of media types: each one must begin so.
    values = [part.strip() for part in value.split(",")] if name == "content-type" else [value]
    return all(part.startswith(wanted) for part in values)


def _size(operands: list[Any]) -> Size:
    try:
        least, most = (int(operand) for operand in operands)
    except (TypeError, ValueError) as error:
        raise _unreadable(f"Invalid {_RANGE}") from error
    return Size(least, min(most, _LARGEST))


def _shown(condition: object) -> object:
    """Return a condition in the form of S3's messages."""
    if isinstance(condition, dict):
        ((name, value),) = condition.items()
        return ["eq", f"${name}", value]
    return condition


def _invalid(why: str) -> S3Error:
    return denied(f"Invalid according to Policy: {why}")


def _unreadable(why: str) -> S3Error:
    return bad("InvalidPolicyDocument", f"Invalid Policy: {why}")
