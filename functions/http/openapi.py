"""Headers of responses, as the API's description has them."""

from typing import Any, Final

Headers = dict[str, dict[str, Any]]


def _header(name: str, description: str) -> Headers:
    return {name: {"description": description, "schema": {"type": "string"}}}


LOCATION: Final = _header("Location", "Where what was begun can be followed")
RETRY_AFTER: Final = _header("Retry-After", "In how many seconds to ask (again); none at the end")
ETAG: Final = _header("ETag", "For `If-None-Match`")
APPLIED: Final = _header("Preference-Applied", "`respond-async`")


def _conditional(headers: Headers) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"headers": headers},
        304: {
            "description": "It has not changed since the answer that `If-None-Match` names",
            "headers": headers,
        },
    }


TAGGED: Final = _conditional(ETAG)
"""Responses of what a client may hold on to (:mod:`functions.http.conditional`)."""
POLLED: Final = _conditional({**ETAG, **RETRY_AFTER})
"""Responses of what is asked for until it is there (:mod:`functions.http.conditional`)."""
