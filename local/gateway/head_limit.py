"""Limit of a request's head (request line and headers), as API Gateway has it."""

from collections.abc import Mapping
from typing import Any, Final

MAX_HEAD_BYTES: Final = 10_240
"""API Gateway's limit on the request line and the values of all headers together."""


class HeadTooLarge(Exception):
    """Request line and headers are larger than API Gateway takes; the argument is their bytes."""


def check_head(scope: Mapping[str, Any]) -> None:
    """Raise HeadTooLarge where a request line and headers would not pass API Gateway."""
    line = (
        len(scope["method"])
        + len(scope.get("raw_path") or scope["path"])
        + len(scope["query_string"])
    )
    size = line + sum(len(value) for _, value in scope["headers"])
    if size > MAX_HEAD_BYTES:
        raise HeadTooLarge(size)
