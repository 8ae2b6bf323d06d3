"""What holds for every error, whichever it is."""

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fastapi import APIRouter

import functions.http.errors as edge
from functions.http.app import create_app
from functions.http.errors import STATUS, status_of
from functions.http.lambda_adapter import Handler, lambda_handler
from functions.http.problem import Problem
from functions.runtime.settings import EdgeSettings
from local.names import SETTINGS
from talent import errors
from talent.errors import TalentError
from tests.functional.conftest import FakePredict
from tests.functional.events import SINGLE, call, event, problem, upload


def _all(kind: type[TalentError]) -> Iterator[type[TalentError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _all(below)


ERRORS = sorted(set(_all(TalentError)), key=lambda kind: kind.__name__)
LEAVES = [kind for kind in ERRORS if not kind.__subclasses__()]


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_is_told_in_the_one_form(
    predict: Handler, judge: FakePredict, kind: type[TalentError]
) -> None:
    judge.faults = {b"x": kind("What was wrong", advice="What works", values={"n": 1})}
    reply = call(predict, upload(SINGLE, [("file", ("a", b"x"))]))
    document = problem(reply, status_of(kind), kind.code)
    assert document["detail"] == "What was wrong"
    assert document["advice"] == "What works"
    assert document["values"] == {"n": 1}
    assert document["instance"] == SINGLE


def test_codes_and_titles_are_unique() -> None:
    assert len({kind.code for kind in LEAVES}) == len(LEAVES)
    assert len({kind.title for kind in LEAVES}) == len(LEAVES)


def test_every_error_has_a_code_of_its_own() -> None:
    assert [kind.__name__ for kind in LEAVES if not {"code", "title"} <= vars(kind).keys()] == []


def test_the_trees_in_the_docstrings_are_the_classes() -> None:
    drawn = dict(
        re.findall(r"── (\w+) +([a-z_]+)$", f"{errors.__doc__}{edge.__doc__}", re.MULTILINE)
    )
    assert drawn == {kind.__name__: kind.code for kind in LEAVES} | {
        "StorageUnavailable": "storage_unavailable"  # raised itself, and a parent
    }
    assert {kind.__name__ for kind in _all(errors.TalentError) if _is_ours(kind)} == (
        set(errors.__all__) - {"Value"}
    )


def _is_ours(kind: type[TalentError]) -> bool:
    return kind.__module__.startswith("talent.")


def test_the_table_speaks_of_errors_only_by_status() -> None:
    assert set(STATUS.values()) <= {400, 404, 406, 409, 410, 412, 413, 415, 422, 500, 503, 504, 507}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/api/v1/health/", 404, "not_found"),
        ("GET", "/docs/assets/../handler.py", 404, "not_found"),
        ("GET", "/docs/assets/pages-1/nothing.js", 404, "not_found"),
        ("GET", "/docs/assets/redoc-2.5.4/LICENSE", 404, "not_found"),
        ("GET", "/%00%ff%2f..", 404, "not_found"),
        ("POST", "/api/v1/health", 405, "method_not_allowed"),
        ("BREW", "/api/v1/health", 405, "method_not_allowed"),
        ("OPTIONS", "/api/v1/health", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there(api: Handler, method: str, path: str, status: int, code: str) -> None:
    reply = call(api, event(method, path))
    document = problem(reply, status, code)
    assert document["instance"] == path
    assert document["advice"]
    if status == 405:
        assert reply.headers["allow"] == "GET"


@pytest.fixture
def faulty() -> Handler:
    router = APIRouter()

    @router.get("/fault")
    async def fault() -> None:
        raise RuntimeError("secret detail")

    @router.get("/number/{number}")
    async def number(number: int) -> int:
        return number

    return lambda_handler(create_app(EdgeSettings.of(SETTINGS), router))


def test_a_fault_gives_nothing_away(faulty: Handler) -> None:
    reply = call(faulty, event("GET", "/fault"))
    problem(reply, 500, "internal_error")
    assert b"secret" not in reply.body
    assert b"RuntimeError" not in reply.body


def test_the_frameworks_own_validation(faulty: Handler) -> None:
    document = problem(call(faulty, event("GET", "/number/x")), 422, "invalid_request")
    assert "path.number" in document["detail"]


def test_even_a_broken_event_is_answered(api: Handler) -> None:
    broken = event("GET", "/api/v1/health")
    broken["multiValueHeaders"]["Host"] = ["[::1]:80"]  # Mangum cannot read this one
    problem(call(api, broken), 500, "internal_error")


def test_values_are_told_as_json_can_write_them() -> None:
    raw: dict[str, Any] = {"inf": float("inf"), "nan": np.float64("nan"), "text": "x", "none": None}
    raw |= {"whole": np.int64(3), "flag": np.bool_(True), "single": np.float32(0.5)}
    values = Problem(422, "c", "t", "d", values=raw).document(instance="/", request_id="-")[
        "values"
    ]
    assert json.loads(json.dumps(values)) == {
        "inf": None,
        "nan": None,
        "text": "x",
        "none": None,
        "whole": 3,
        "flag": True,
        "single": 0.5,
    }
