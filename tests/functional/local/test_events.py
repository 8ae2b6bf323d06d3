"""HTTP to events, held against genuine ones, and answers back to HTTP."""

import base64

import pytest

from local.gateway.proxy_events import (
    Headers,
    MalformedAnswer,
    Request,
    Response,
    to_event,
    to_response,
)
from tests.functional import events
from topology.routes import match

# What differs from request to request, and what belongs to an account.
_VARYING = {
    "accountId",
    "apiId",
    "domainPrefix",
    "extendedRequestId",
    "requestTime",
    "requestTimeEpoch",
    "resourceId",
    "stage",
    "path",
}
_GATEWAYS_OWN = {"X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"}


def request(
    method: str = "GET",
    path: str = "/",
    query: str = "",
    headers: Headers | None = None,
    body: bytes = b"",
) -> Request:
    made = [("Host", "localhost:8000"), *(headers or [])]
    return Request(method, path, query, made, body, "127.0.0.1", "HTTP/1.1", "id")


@pytest.mark.parametrize("name", ["get", "post_multipart"])
def test_an_event_is_as_api_gateway_makes_it(name: str) -> None:
    genuine = events.load(name)
    asked = Request(
        method=genuine["httpMethod"],
        path=genuine["path"],
        query="a=1%202" if genuine["queryStringParameters"] else "",
        headers=[(n, v) for n, v in genuine["headers"].items() if n not in _GATEWAYS_OWN],
        body=base64.b64decode(genuine["body"] or ""),
        client=genuine["requestContext"]["identity"]["sourceIp"],
        protocol=genuine["requestContext"]["protocol"],
        request_id=genuine["requestContext"]["requestId"],
    )
    made = to_event(asked, match(asked.path))
    assert list(made) == list(genuine)
    assert made["headers"].keys() == genuine["headers"].keys()
    for differing in ("headers", "multiValueHeaders", "requestContext"):
        known, found = dict(genuine[differing]), dict(made[differing])
        for name in (_VARYING if differing == "requestContext" else _GATEWAYS_OWN) & known.keys():
            assert type(found.pop(name)) is type(known.pop(name))
        assert found == known
    for same in genuine.keys() - {"headers", "multiValueHeaders", "requestContext"}:
        assert made[same] == genuine[same]


def test_repeated_headers_and_parameters_keep_every_value() -> None:
    made = to_event(
        request(query="a=1&a=2&b=&c=%C3%A9", headers=[("Accept", "a/b"), ("Accept", "c/d")]),
        match("/"),
    )
    assert made["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""], "c": ["é"]}
    assert made["queryStringParameters"] == {"a": "2", "b": "", "c": "é"}
    assert made["multiValueHeaders"]["Accept"] == ["a/b", "c/d"]
    assert made["headers"]["Accept"] == "c/d"


def test_bodies_are_base64_and_no_body_is_none() -> None:
    body = bytes(range(256))
    made = to_event(request("POST", body=body), match("/"))
    assert base64.b64decode(made["body"]) == body
    assert made["isBase64Encoded"] is True
    made = to_event(request(), match("/"))
    assert (made["body"], made["isBase64Encoded"]) == (None, False)


def test_a_client_cannot_pretend_to_be_somebody_else() -> None:
    made = to_event(request(headers=[("X-Forwarded-For", "10.0.0.1")]), match("/"))
    assert made["multiValueHeaders"]["X-Forwarded-For"] == ["127.0.0.1"]
    assert made["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"


def test_an_api_key_names_its_client_under_an_id_of_its_own() -> None:
    def identity(*headers: tuple[str, str]) -> dict[str, str]:
        made = to_event(request(headers=list(headers)), match("/"))
        found: dict[str, str] = made["requestContext"]["identity"]
        return found

    one, same, other = (identity(("X-Api-Key", key)) for key in ("a", "a", "b"))
    assert one["apiKey"] == "a"
    assert one["apiKeyId"] == same["apiKeyId"] != other["apiKeyId"]
    assert "apiKeyId" not in identity()


def test_answers_become_responses() -> None:
    answer = {
        "statusCode": 200,
        "headers": {"A": "1", "b": "single"},
        "multiValueHeaders": {"B": ["x", "y"]},
        "body": base64.b64encode(b"\x00\xff").decode(),
        "isBase64Encoded": True,
    }
    expected = Response(200, [("b", "x"), ("b", "y"), ("a", "1")], b"\x00\xff")
    assert to_response(answer) == expected
    assert to_response({"statusCode": 204}) == Response(204, [], b"")
    assert to_response({"statusCode": "200", "body": "é"}).body == "é".encode()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        [],
        {},
        {"statusCode": "ok"},
        {"statusCode": 99},
        {"statusCode": 200, "headers": "x"},
        {"statusCode": 200, "body": 7},
        {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "body": "%%%", "isBase64Encoded": True},
    ],
)
def test_answers_that_are_none(answer: object) -> None:
    with pytest.raises(MalformedAnswer):
        to_response(answer)
