"""CORS headers for the gateway's own errors.

API Gateway writes fixed values or those of the request into an error of its own; it cannot choose
from a list. Such an error holds nothing but the path that the page asked for, and is sent without
permission for cookies. The local gateway can choose: :func:`local.gateway.origins.readable`.
"""

from typing import Final

EXPOSED: Final = "X-Request-Id, Retry-After"
VARY: Final = "Origin"


def reader(origins: tuple[str, ...]) -> str | None:
    """Return who may read an error: everyone (``*``), the one page, or None: whoever asks.

    Parameters
    ----------
    origins : that may call the API, at least one; ``:*`` stands for any port.
    """
    if "*" in origins:
        return "*"
    (first, *others) = origins
    return first if not others and ":*" not in first else None
