"""Cross-site request forgery (CSRF) protection, and the CORS headers of the gateway's own errors.

CORS keeps a foreign page from reading answers; it does not keep it from sending. Forms and "simple"
requests go out unasked. So whatever may change something is refused where the browser says
that another site's page sent it. Programs send neither header and are not affected.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from functions.runtime.origins import Origins
from topology.gateway_error_cors import EXPOSED, VARY

_READING: Final = {"GET", "HEAD", "OPTIONS"}
_OWN_SITE: Final = {"none", "same-origin"}
"""Values of Sec-Fetch-Site: the user asked, or a page of the stack itself."""


class OriginRefused(Exception):
    """A request by a web page whose origin is not allowed.

    Parameters
    ----------
    origin : of the page, None where the browser says only that it is another site's.
    command : starts the stack so that it is taken; empty where it has no name.
    """

    def __init__(self, origin: str | None, command: str = "") -> None:
        super().__init__(origin)
        self.origin = origin
        self.command = command


def check_origin(method: str, headers: Mapping[str, str], origins: Origins) -> None:
    """Raise OriginRefused where a foreign web page asks for a change.

    Parameters
    ----------
    headers : of the request, in HTTP/1.1's capitals; its host was checked before.
    origins : of the pages that may.
    """
    if method in _READING or "*" in origins:
        return
    origin = headers.get("Origin")
    if origin is None:
        if headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE:
            raise OriginRefused(None)
        return
    # The scheme is not compared: the gateway speaks HTTP, and https is that of a proxy in front
    # of it, under the same host.
    if _host(origin) != headers.get("Host", "").lower() and not origins.allow(origin):
        raise OriginRefused(origin, _command(origin, origins))


def readable(origin: str | None, origins: Origins) -> dict[str, str]:
    """Return the headers by which a web page may read an error; none where it may not.

    API Gateway cannot choose (:mod:`topology.gateway_error_cors`); this gateway can.
    """
    if not origins:
        return {}
    granted = {"Access-Control-Expose-Headers": EXPOSED, "Vary": VARY}
    if origin is not None and origins.allow(origin):
        granted["Access-Control-Allow-Origin"] = "*" if "*" in origins else origin
    return granted


def _host(origin: str) -> str | None:
    """Return host and port of an origin, None where it has none, as ``null``."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def _command(origin: str, origins: Origins) -> str:
    """Return the command that starts a stack which takes an origin too; "" where it has no name."""
    if _host(origin) is None:
        return ""
    try:
        return f"CORS_ORIGINS={','.join([*origins, *Origins.read(origin)])} make run"
    except ValueError:
        return ""
