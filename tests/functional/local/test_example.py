"""`make sample` proposes a request to the stack that the settings describe."""

import sys

import pytest

from local import example


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["example"])


def test_the_request_goes_where_the_stack_listens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "9123")
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104 - a setting, read and not bound
    assert example.main() == 0
    said = capsys.readouterr().out
    assert said.endswith(
        f" curl -sS -F file=@{example.TAKE} http://127.0.0.1:9123/api/v1/predictions/single\n"
    )


def test_settings_that_make_no_sense_are_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "80x")
    assert example.main() == 1
    assert capsys.readouterr().err.startswith("PORT=80x: ")
