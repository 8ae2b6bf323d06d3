"""Everything that can be wrong with an upload."""

from typing import Any

import pytest

from functions.http.lambda_adapter import Handler
from tests.functional.conftest import FakePredict
from tests.functional.events import BATCH, SINGLE, call, event, problem, upload

_FORM = {"Content-Type": "multipart/form-data; boundary=b"}
_PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


def _post(content_type: str | None, body: bytes) -> dict[str, Any]:
    headers = {"Content-Type": content_type} if content_type is not None else {}
    return event("POST", SINGLE, headers=headers, body=body)


@pytest.mark.parametrize(
    ("request_event", "status", "code", "said"),
    [
        (_post(None, b""), 415, "not_multipart", "no Content-Type"),
        (_post("application/xml", b"{}"), 415, "not_multipart", "application/json"),
        (_post("audio/wav", b"RIFF"), 415, "not_multipart", "audio/wav"),
        (_post("application/x-www-form-urlencoded", b"file=x"), 415, "not_multipart", "form-url"),
        (_post("multipart/mixed; boundary=b", _PART), 415, "not_multipart", "multipart/mixed"),
        (_post("multipart/form-data", _PART), 400, "broken_multipart", "boundary"),
        (_post("multipart/form-data; boundary=", _PART), 400, "broken_multipart", "boundary"),
        (_post(_FORM["Content-Type"], b""), 400, "broken_multipart", "0 bytes"),
        (_post(_FORM["Content-Type"], b"\xff" * 99), 400, "broken_multipart", "99 bytes"),
        (_post(_FORM["Content-Type"], _PART + b"cut"), 400, "broken_multipart", "closing"),
        (_post(_FORM["Content-Type"], b"--b--"), 400, "missing_file", "none"),
        (_post(_FORM["Content-Type"], b"junk\r\n--b--\r\n"), 400, "broken_multipart", "read"),
        (
            _post(_FORM["Content-Type"], b"--b\r\nno header\r\n\r\nx\r\n--b--\r\n"),
            400,
            "broken_multipart",
            "read",
        ),
        (
            _post(_FORM["Content-Type"], b"--b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--\r\n"),
            400,
            "broken_multipart",
            "read",
        ),
        (upload(SINGLE, [("audio", ("a", b"x"))]), 400, "missing_file", "`audio`"),
        (upload(SINGLE, [("files", ("a", b"x"))]), 400, "missing_file", "`files`"),
        (upload(BATCH, [("file", ("a", b"x"))]), 400, "missing_file", "`file`"),
        (
            upload(SINGLE, [("other", ("a", b"x"))], {"file": "text"}),
            400,
            "missing_file",
            "holds no file",
        ),
        (
            upload(SINGLE, [("other", ("a", b"x"))], {"file": "t" * 2_000_000}),
            400,
            "broken_multipart",
            "exceeded",
        ),
        (upload(SINGLE, [("file", ("a", bytes(4_500_001)))]), 413, "too_large", "4.50 MB"),
    ],
)
def test_each_bad_request_has_its_own_problem(
    predict: Handler,
    judge: FakePredict,
    request_event: dict[str, Any],
    status: int,
    code: str,
    said: str,
) -> None:
    document = problem(call(predict, request_event), status, code)
    assert said in document["detail"]
    assert document["advice"]
    assert judge.heard == []


def test_a_browser_form_without_a_chosen_file(predict: Handler) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n'
    reply = call(predict, _post(_FORM["Content-Type"], body))
    assert "holds no file" in problem(reply, 400, "missing_file")["detail"]


def test_the_largest_file_that_fits(predict: Handler, judge: FakePredict) -> None:
    assert call(predict, upload(SINGLE, [("file", ("a", bytes(4_500_000)))])).status == 200
    assert len(judge.heard[0]) == 4_500_000


def test_an_empty_file_is_for_the_decoder_to_refuse(predict: Handler, judge: FakePredict) -> None:
    call(predict, upload(SINGLE, [("file", ("empty.wav", b""))]))
    assert judge.heard == [b""]


def test_too_large_says_how_large_and_what_to_do(predict: Handler) -> None:
    reply = call(predict, upload(SINGLE, [("file", ("a", bytes(4_600_000)))]))
    document = problem(reply, 413, "too_large")
    assert document["values"] == {"bytes": 4_600_000, "limit_bytes": 4_500_000}
    assert "4.60 MB" in document["detail"]
    assert "FLAC" in document["advice"]
