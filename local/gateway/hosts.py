"""Host header allow-list: the protection against DNS rebinding.

A page at http://evil.example:8000 can let its name lead to 127.0.0.1 once it is loaded. The browser
then takes this stack for the page's own server: no rule about cross-origin requests holds any
more, and the page reads and deletes what it likes. The Host header gives it away, as it still
holds evil.example.
"""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253})(:\d{1,5})?")
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|\[?[0-9A-Fa-f:.]+\]?")


class HostRefused(Exception):
    """A Host header that names another machine, or none.

    Parameters
    ----------
    host : the header's value, None where there is no such header.
    command : starts the stack so that it is taken; empty where none would help.
    """

    def __init__(self, host: str | None, command: str = "") -> None:
        super().__init__(host)
        self.host = host
        self.command = command


class Hosts:
    """The hosts under which clients may address the stack, with any port.

    Always the loopback names (localhost, 127.0.0.0/8, ::1) and the host it listens on.

    Parameters
    ----------
    host : where the stack listens.
    more : further names, as :func:`read_hosts` returns them.
    """

    def __init__(self, host: str = "127.0.0.1", more: tuple[str, ...] = ()) -> None:
        self._more = more
        self._known = {_normal(name) for name in ("localhost", host, *more)}
        self._everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
        if self._everywhere:
            # Other machines may know this one by its name. Nobody out there can serve a page under
            # it; who can bend names in this network can reach this stack without a browser.
            self._known.add(_normal(socket.gethostname()))

    def check(self, value: str | None) -> None:
        """Raise HostRefused unless a Host header names this machine."""
        found = _HOST.fullmatch(value or "")
        if found is None:
            raise HostRefused(value)
        host = _normal(found["name"])
        if host in self._known:
            return
        # Rebinding needs a name: a browser sends a numeric Host to that very address. So whatever
        # network card a client came in by, its address need not be known beforehand.
        if not isinstance(host, str) and (host.is_loopback or self._everywhere):
            return
        raise HostRefused(value, f"ALLOWED_HOSTS={','.join([*self._more, str(host)])} make run")


def read_hosts(text: str) -> tuple[str, ...]:
    """Return the hosts of a list with commas; raise ValueError where one has a scheme or port."""
    hosts = tuple(part.strip() for part in text.split(",") if part.strip())
    for host in hosts:
        if not _NAME.fullmatch(host):
            raise ValueError(f"{host!r} is not a host name; write it alone: talent.example")
    return hosts


def _normal(name: str) -> str | IPv4Address | IPv6Address:
    try:
        return ip_address(name.strip("[]"))
    except ValueError:
        return name.lower().removesuffix(".")
