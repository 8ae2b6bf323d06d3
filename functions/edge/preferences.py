"""What a client would rather have (RFC 7240)."""

from typing import Final

from starlette.datastructures import Headers

ASYNC: Final = "respond-async"
"""Not to wait for the answer."""


def preferences(headers: Headers) -> list[str]:
    """Return all preferences without their parameters, in lower case and sorted."""
    given = ",".join(headers.getlist("prefer")).split(",")
    return sorted({one.partition(";")[0].strip().lower() for one in given} - {""})
