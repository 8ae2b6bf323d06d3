"""Where answers lead: behind a stage, a domain of one's own, a base path; never where Host says."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from functions.http.addresses import base_path
from functions.http.lambda_adapter import Handler
from tests.functional.events import SINGLE, call, event, problem, upload

pytestmark = pytest.mark.usefixtures("aws")

UPLOADS = "/api/v1/uploads"
HEALTH = "/api/v1/health"
OWN = "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"
STAGE = "prod"


@dataclass(frozen=True)
class Way:
    """One way to the API, as API Gateway's events tell of it.

    Attributes
    ----------
    domain : ``requestContext.domainName``.
    before : what a client writes in front of the API's own paths.
    kept : what of it API Gateway leaves in the event's ``path``.
    """

    domain: str
    before: str
    kept: str


WAYS = {
    "own domain": Way(OWN, f"/{STAGE}", ""),
    "own domain in China": Way(f"{OWN}.cn", f"/{STAGE}", ""),
    "custom domain": Way("api.example.com", "", ""),
    "custom domain, base path": Way("api.example.com", "/singing", "/singing"),
    "custom domain, long base path": Way("api.example.com", "/a/b", "/a/b"),
    "custom domain, no stage in the mapping": Way("api.example.com", f"/{STAGE}", f"/{STAGE}"),
    "custom domain, base path, no stage": Way(
        "api.example.com", f"/singing/{STAGE}", f"/singing/{STAGE}"
    ),
    "a domain that only looks like Amazon's": Way("amazonaws.com.example", "", ""),
}


@pytest.fixture(params=[*WAYS.values()], ids=[*WAYS])
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


def along(way: Way, made: dict[str, Any], resource: str = "/{proxy+}") -> dict[str, Any]:
    """Return an event as it comes along a way, from a client that lies about the host."""
    inner = made["path"]
    made |= {"resource": resource, "path": way.kept + inner}
    proxy = inner.removeprefix(resource.removesuffix("{proxy+}"))
    made["pathParameters"] = {"proxy": proxy} if "proxy" in resource else None
    made["requestContext"] |= {
        "domainName": way.domain,
        "stage": STAGE,
        "resourcePath": resource,
        "path": way.before + inner,
    }
    for name, value in {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}.items():
        made["headers"][name], made["multiValueHeaders"][name] = value, [value]
    return made


def leave() -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    return event("POST", UPLOADS, headers=headers, body=b'{"content_type": "audio/wav"}')


def test_a_location_is_where_the_client_finds_it(api: Handler, way: Way) -> None:
    reply = call(api, along(way, leave()))
    answer = reply.json()
    expected = f"{way.before}/api/v1/predictions/{answer['id']}"
    assert (reply.status, reply.headers["location"], answer["location"]) == (
        *(201, expected, expected),
    )
    assert answer["instructions"][1] == f"curl -sS https://{way.domain}{expected}"


def test_what_is_where_it_was_said_to_be(api: Handler, way: Way) -> None:
    location = call(api, along(way, leave())).headers["location"]
    inner = location.removeprefix(way.before)
    reply = call(api, along(way, event("GET", inner)))
    assert reply.json()["status"] == "awaiting_upload"


def test_no_answer_repeats_a_host_that_the_client_made_up(api: Handler, way: Way) -> None:
    replies = [
        call(api, along(way, made))
        for made in (leave(), event("GET", HEALTH), event("GET", "/nothing"), event("GET", "/"))
    ]
    for reply in replies:
        assert b"evil" not in reply.body
        assert "evil" not in json.dumps(reply.headers)


def test_a_later_prediction_is_found_along_the_same_way(predict: Handler, way: Way) -> None:
    made = upload(SINGLE, [("file", ("a.wav", b"x"))])
    made["headers"]["Prefer"], made["multiValueHeaders"]["Prefer"] = (
        *("respond-async", ["respond-async"]),
    )
    reply = call(predict, along(way, made, resource=SINGLE))
    assert reply.status == 202, reply.body
    assert reply.headers["location"].startswith(f"{way.before}/api/v1/predictions/")


def test_the_command_in_an_advice_names_the_whole_address(predict: Handler, way: Way) -> None:
    made = event("POST", SINGLE, headers={"Content-Type": "audio/wav"}, body=b"RIFF")
    said = problem(call(predict, along(way, made, resource=SINGLE)), 415, "not_multipart")
    command = f"curl -sS -F file=@take.wav https://{way.domain}{way.before}{SINGLE}"
    assert command in said["advice"]


@pytest.mark.parametrize("resource", ["/{proxy+}", "/api/v1/{proxy+}", HEALTH])
def test_every_resource_of_the_gateway_leads_to_the_same_route(
    api: Handler, way: Way, resource: str
) -> None:
    assert call(api, along(way, event("GET", HEALTH), resource)).status == 200


def test_a_browser_is_led_to_the_documentation(api: Handler, way: Way) -> None:
    made = along(way, event("GET", "/", headers={"Accept": "text/html"}), resource="/")
    made["path"] = way.kept or "/"  # with no slash at its end
    reply = call(api, made)
    assert (reply.status, reply.headers["location"]) == (307, f"{way.before}/docs")


def test_what_is_not_there_is_a_problem_along_every_way(api: Handler, way: Way) -> None:
    problem(call(api, along(way, event("GET", "/api/v1/nothing"))), 404, "not_found")


@pytest.mark.parametrize(
    ("forwarded", "scheme"),
    [
        *(("https", "https"), ("http, https", "https"), ("http", "http")),
        *(("javascript", "https"), ("", "https")),
    ],
)
def test_the_scheme_is_the_nearest_hops_word(api: Handler, forwarded: str, scheme: str) -> None:
    made = leave()
    made["headers"]["X-Forwarded-Proto"] = forwarded
    made["multiValueHeaders"]["X-Forwarded-Proto"] = [forwarded]
    told = call(api, made).json()["instructions"][1]
    assert told.startswith(f"curl -sS {scheme}://api.example.com/")


@pytest.mark.parametrize(
    ("resource", "path", "proxy", "base"),
    [
        ("/{proxy+}", "/api/v1/data/a%20b", "api/v1/data/a b", ""),
        ("/{proxy+}", "/singing/api/v1/data/a%20b/", "api/v1/data/a b", "/singing"),
        ("/api/v1/{proxy+}", "/api/v1/api/v1/x", "api/v1/x", ""),
        ("/", "/singing/", None, "/singing"),
        ("/", "/", None, ""),
        ("/{proxy+}", "//api/v1/health", "api/v1/health", ""),
        ("/api/v1/predictions/single", "/elsewhere", None, ""),
    ],
)
def test_a_base_path_is_what_stands_before_the_resource(
    resource: str, path: str, proxy: str | None, base: str
) -> None:
    made = {"resource": resource, "path": path, "pathParameters": proxy and {"proxy": proxy}}
    assert base_path(made) == base
