"""Routes: which path of the API leads to which function, as a table of API Gateway's resources."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import unquote


@dataclass(frozen=True)
class Route:
    """One resource; every method of it goes to one function (API Gateway's ANY).

    Attributes
    ----------
    resource : API Gateway's form: ``{name}`` is one segment, ``{name+}`` is the rest.
    function : name of the function behind it.
    """

    resource: str
    function: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The resource as a regular expression over the raw path."""
        text = re.escape(self.resource)
        text = re.sub(r"\\{(\w+)\\\+\\}", r"(?P<\1>.+)", text)
        return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", text))


class Match(NamedTuple):
    """A route and the parameters its path holds, decoded."""

    route: Route
    parameters: dict[str, str]


ROUTES: Final = (
    Route("/api/v1/predictions/single", "predict"),
    Route("/api/v1/predictions/batch", "predict"),
    Route("/", "api"),
    Route("/{proxy+}", "api"),
)
"""Most specific first."""

BINARY_MEDIA_TYPES: Final = ("*/*",)
"""With this, API Gateway hands every body to the function in base64."""

RATE_LIMIT: Final = 50
"""Requests a second of one client: the usage plan's."""

BURST_LIMIT: Final = 250
"""Requests that one client may send at once, after a pause: the usage plan's."""


def match(path: str) -> Match:
    """Return the route of a raw path; the greedy one takes what nothing else does."""
    for route in ROUTES:
        found = route.pattern.fullmatch(path)
        if found:
            return Match(route, {k: unquote(v) for k, v in found.groupdict().items()})
    return Match(ROUTES[-1], {"proxy": unquote(path.lstrip("/"))})
