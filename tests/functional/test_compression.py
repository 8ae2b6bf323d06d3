"""Answers are compressed once, by the functions, and for nobody who did not ask for it.

API Gateway could do it as well. It leaves alone what has a Content-Encoding, so all it could
still find is what these tests name: images that are compressed already, and answers to those who
take `deflate` and not `gzip`, whose strong ETag would then stand for other bytes.
"""

import gzip

import pytest

from functions.http.lambda_adapter import Handler
from functions.http.limits import GZIP_FROM_BYTES
from tests.functional.events import Reply, call, event

ICON = "/docs/assets/swagger-ui-5.35.0/favicon-32x32.png"
LARGE = ("/openapi.json", "/docs/assets/swagger-ui-5.35.0/swagger-ui.css")
SMALL = ("/api/v1/health", "/docs", "/nothing")
MODEL = "/api/v1/model-metrics"


def get(handler: Handler, path: str, accepted: str | None) -> Reply:
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    return call(handler, event("GET", path, headers=headers))


@pytest.mark.parametrize("path", [*LARGE, *SMALL, ICON])
def test_what_is_large_and_can_shrink_leaves_the_function_compressed(
    api: Handler, path: str
) -> None:
    plain, packed = get(api, path, None), get(api, path, "gzip, deflate, br")
    assert "content-encoding" not in plain.headers
    if len(plain.body) < GZIP_FROM_BYTES or path == ICON:
        assert "content-encoding" not in packed.headers
        return
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.encoded
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)


def test_something_of_each_kind_is_looked_at(api: Handler) -> None:
    assert get(api, ICON, None).body.startswith(b"\x89PNG")
    assert len(get(api, ICON, None).body) >= 100
    assert all(len(get(api, path, None).body) >= GZIP_FROM_BYTES for path in LARGE)
    assert all(len(get(api, path, None).body) < GZIP_FROM_BYTES for path in SMALL)


@pytest.mark.parametrize(
    "accepted",
    [None, "", "identity", "deflate", "br", "*", "gzip;q=0", "br, GZIP; q=0.0", "gzipped"],
)
@pytest.mark.parametrize("path", LARGE)
def test_who_does_not_ask_for_gzip_gets_plain_bytes(
    api: Handler, path: str, accepted: str | None
) -> None:
    reply = get(api, path, accepted)
    assert "content-encoding" not in reply.headers
    assert reply.body == get(api, path, None).body


@pytest.mark.parametrize("accepted", ["gzip;q=0.5", "GZip", "br;q=1.0, gzip;q=0.8, *;q=0.1"])
def test_who_asks_for_gzip_among_others_gets_it(api: Handler, accepted: str) -> None:
    reply = get(api, MODEL, accepted)
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["etag"] == get(api, MODEL, "gzip").headers["etag"]


@pytest.mark.parametrize("path", LARGE)
def test_a_cache_is_told_what_the_form_depends_on(api: Handler, path: str) -> None:
    for accepted in (None, "gzip"):
        assert "Accept-Encoding" in get(api, path, accepted).headers["vary"]


def test_a_strong_etag_stands_for_one_form_alone(api: Handler) -> None:
    """If the gateway compressed for `deflate`, this tag would name two different bodies."""
    plain, other, packed = (get(api, MODEL, accepted) for accepted in (None, "deflate", "gzip"))
    assert (plain.headers["etag"], plain.body) == (other.headers["etag"], other.body)
    assert not plain.headers["etag"].startswith("W/")
    assert packed.headers["etag"] != plain.headers["etag"]
    assert get(api, MODEL, "gzip;q=0").headers["etag"] == plain.headers["etag"]
