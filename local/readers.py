"""Which web pages may read what the gateway itself answers: a rule that infra shares.

API Gateway writes fixed values or those of the request into an error of its own; it cannot choose
from a list. Such an error holds nothing but the path that the page asked for, and is sent without
leave for cookies.
"""

from collections.abc import Mapping
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


def headers(origins: tuple[str, ...], asking: str | None) -> Mapping[str, str]:
    """Return the headers by which a web page may read an error.

    Parameters
    ----------
    asking : the request's ``Origin``, None where it has none.
    """
    if not origins:
        return {}
    allowed = reader(origins) or asking
    granted = {} if allowed is None else {"Access-Control-Allow-Origin": allowed}
    return {**granted, "Access-Control-Expose-Headers": EXPOSED, "Vary": VARY}
