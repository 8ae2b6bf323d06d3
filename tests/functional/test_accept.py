"""Which form of an answer a client wants."""

import pytest

from functions.http.accept import preferred

OFFERED = ("image/png", "image/svg+xml", "application/json")


@pytest.mark.parametrize(
    ("accept", "found"),
    [
        (None, "image/png"),
        ("", "image/png"),
        ("*/*", "image/png"),
        ("application/json", "application/json"),
        ("Application/JSON; charset=utf-8", "application/json"),
        ("image/*", "image/png"),
        ("image/svg+xml", "image/svg+xml"),
        ("image/png;q=0.1, image/svg+xml;q=0.5, */*;q=0.2", "image/svg+xml"),
        ("image/*;q=0.9, image/png;q=0", "image/svg+xml"),
        ("text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8", "image/png"),
        ("text/html", None),
        ("*/*;q=0", None),
        ("image/png;q=high", None),
        ("image/png;q=nan", None),
        (",;,=,q=1", None),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str | None, found: str | None) -> None:
    assert preferred(accept, OFFERED) == found
