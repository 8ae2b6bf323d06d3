"""Web origins that are allowed by name: ``https://app.example``, ``http://localhost:*``, ``*``."""

import re
from collections.abc import Iterable
from typing import Final, Self

_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:(\d{1,5}|\*))?")


class Origins(tuple[str, ...]):
    """Web origins, separated by commas in the environment.

    Raises
    ------
    ValueError
        If one of them is none.
    """

    __slots__ = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the origins of a list; raise ValueError."""
        origins = [part.strip() for part in text.split(",") if part.strip()]
        for origin in origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin!r} is not an origin; write https://host, http://host:port, "
                    "http://host:* or *"
                )
        return cls(origins)

    def allow(self, origin: str) -> bool:
        """Return whether pages of an origin are allowed."""
        allowed = pattern(self)
        return "*" in self or (allowed is not None and bool(re.fullmatch(allowed, origin)))


def pattern(origins: Iterable[str]) -> str | None:
    """Return a regular expression for the origins, or None where there is none."""
    exact = [re.escape(origin).replace(r":\*", r"(:\d{1,5})?") for origin in origins]
    return "|".join(exact) if exact else None
