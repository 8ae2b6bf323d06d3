"""Requests that nobody sends in good faith: JSON made to hurt, bodies packed to burst."""

import gzip
import json
from typing import Any

import pytest
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from functions.http.app import create_app
from functions.http.lambda_adapter import Handler, lambda_handler
from functions.runtime.settings import EdgeSettings
from local.names import SETTINGS
from talent.aws.recordings import DynamoRecordings
from tests.functional.events import BATCH, SINGLE, Reply, call, event, problem, upload

PATH = "/thing"
DATA = "/api/v1/upload-data"
LARGEST_PROBLEM = 3_000
"""Bytes: whatever a client sends, what it is told of it stays readable."""


class Thing(BaseModel):
    """A body with every kind of field that the API has."""

    model_config = ConfigDict(extra="forbid")

    number: int = 0
    text: str = Field(default="", max_length=5)
    table: dict[str, int] = {}


@pytest.fixture
def handler() -> Handler:
    router = APIRouter()

    async def make(thing: Thing) -> Thing:
        return thing

    router.add_api_route(PATH, make, methods=["POST"])
    return lambda_handler(create_app(EdgeSettings.of(SETTINGS), router))


def send(handler: Handler, body: bytes, kind: str = "application/json") -> Reply:
    return call(handler, event("POST", PATH, headers={"Content-Type": kind}, body=body))


def many(count: int) -> dict[str, str]:
    return {f"k{number}": "x" for number in range(count)}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b'{"number": NaN}',
        b'{"number": 1e999}',
        b'{"\\ud800": 1}',
        b'{"\\u0000": 1}',
        b'{"text": "\\ud800"}',
        b'{"table": {"\\ud800": "x"}}',
        json.dumps(many(100_000)).encode(),
        json.dumps({"table": many(100_000)}).encode(),
        json.dumps({"k" * 1_000_000: 1}).encode(),
        json.dumps({"text": "x" * 1_000_000}).encode(),
    ],
    ids=range(15),
)
def test_json_that_does_not_fit_is_refused_in_few_words(handler: Handler, body: bytes) -> None:
    reply = send(handler, body)
    problem(reply, 422, "invalid_request")
    assert len(reply.body) < LARGEST_PROBLEM


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"table":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"number": ' + b"9" * 6_000 + b"}",
        b'{"text": "\xff"}',
    ],
    ids=["deep list", "deep object", "long number", "not UTF-8"],
)
def test_json_that_cannot_be_read_is_refused(handler: Handler, body: bytes) -> None:
    problem(send(handler, body), 400, "bad_request")


def test_the_first_faults_are_shown_and_the_others_counted(handler: Handler) -> None:
    document = problem(send(handler, json.dumps(many(7)).encode()), 422, "invalid_request")
    assert document["detail"].count("Extra inputs") == 5
    assert document["detail"].endswith("; and 2 more")


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_what_is_not_called_json_is_not_read_as_json(handler: Handler, kind: str) -> None:
    problem(send(handler, b'{"number": 1}', kind), 422, "invalid_request")


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "br", "gzip, gzip", "x" * 5_000])
def test_a_packed_body_is_refused_in_words(predict: Handler, encoding: str) -> None:
    made = upload(SINGLE, [("file", ("a", b"x"))])
    bomb = gzip.compress(bytes(1_000_000))
    headers = {"Content-Type": made["headers"]["Content-Type"], "Content-Encoding": encoding}
    reply = call(predict, event("POST", SINGLE, headers=headers, body=bomb))
    document = problem(reply, 415, "encoding_refused")
    assert reply.headers["accept-encoding"] == "identity"
    assert len(document["detail"]) < 100


def test_identity_is_no_encoding(handler: Handler) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "identity"}
    assert call(handler, event("POST", PATH, headers=headers, body=b"{}")).status == 200


SURROGATE = r"\ud800"
"""As bytes plain ASCII; read with some charsets half a character, which no JSON can hold."""


def form(path: str, charset: str, field: str, filename: str = "a.wav") -> dict[str, Any]:
    body = (
        f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="{filename}"\r\n\r\n'
        "recording\r\n"
        '--x\r\nContent-Disposition: form-data; name="label"\r\n\r\ngood\r\n--x--\r\n'
    )
    headers = {"Content-Type": f"multipart/form-data; boundary=x{charset}"}
    return event("POST", path, headers=headers, body=body.encode())


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("charset", ["unicode_escape", '"UTF-7"', "none"])
@pytest.mark.parametrize("named", ["file", "field"])
@pytest.mark.parametrize(("path", "field"), [(SINGLE, "file"), (BATCH, "files"), (DATA, "files")])
def test_names_are_not_read_with_whatever_charset_a_client_names(
    predict: Handler,
    api: Handler,
    recordings: DynamoRecordings,
    path: str,
    field: str,
    named: str,
    charset: str,
) -> None:
    odd = {"filename": SURROGATE} if named == "file" else {}
    field = field if named == "file" else SURROGATE
    made = form(path, f"; charset={charset}", field, **odd)
    document = problem(call(api if path == DATA else predict, made), 400, "broken_multipart")
    assert charset.strip('"') in document["detail"]
    assert "UTF-8" in document["advice"]
    assert not recordings.all()


@pytest.mark.parametrize(
    "charset", ["", "; charset=UTF-8", '; Charset="utf8"', "; charset=us-ascii"]
)
def test_a_form_in_utf_8_may_say_so(predict: Handler, charset: str) -> None:
    reply = call(predict, form(SINGLE, charset, "file", SURROGATE))
    assert (reply.status, reply.json()["filename"]) == (200, SURROGATE)


@pytest.mark.parametrize(
    "charset", ["; charset=utf-8; charset=unicode_escape", "; charset*=utf-8''unicode_escape"]
)
def test_no_second_charset_gets_past_the_first(predict: Handler, charset: str) -> None:
    assert call(predict, form(SINGLE, charset, "file", SURROGATE)).status in (200, 400)
