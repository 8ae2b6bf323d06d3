"""Requests that nobody sends in good faith: JSON made to hurt, bodies packed to burst."""

import gzip
import json

import pytest
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from functions.edge.app import create_app
from functions.edge.entry import Handler, lambda_handler
from functions.edge.settings import EdgeSettings
from local.functions import SETTINGS
from tests.functional.events import SINGLE, Reply, call, event, problem, upload

PATH = "/thing"
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
