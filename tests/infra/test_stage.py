"""What an operator chooses is checked before anything is built."""

from typing import Any

import pytest

from infra.stage import ChoiceInvalid, Stage, from_context


def chosen(**context: Any) -> Stage:  # noqa: ANN401 - as the context: anything
    return from_context(context.get)


def test_development_is_the_default_and_costs_nothing_idle() -> None:
    stage = chosen()
    assert stage.name == "dev"
    assert not any((stage.protected, stage.keys, stage.gradual, stage.snap_start, stage.isolated))
    assert stage.compute == "fargate-spot"


def test_production_is_careful() -> None:
    stage = chosen(stage="prod")
    assert stage.protected
    assert stage.keys
    assert stage.gradual


def test_the_command_line_gives_text() -> None:
    stage = chosen(
        stage="prod", origins="https://a.example, http://localhost:*", keys="false", log_days="7"
    )
    assert stage.origins == ("https://a.example", "http://localhost:*")
    assert stage.keys is False
    assert stage.log_days == 7


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage", "production"),
        ("architecture", "sparc"),
        ("origins", "https://a.example/path"),
        ("log_days", "2"),
        ("rate_limit", "0"),
        ("rate_limit", "many"),
        ("alarm_email", "nobody"),
        ("compute", "mainframe"),
    ],
)
def test_a_wrong_choice_is_named(name: str, value: str) -> None:
    with pytest.raises(ChoiceInvalid, match=name):
        chosen(**{name: value})
