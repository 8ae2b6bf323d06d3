"""What an operator chooses is checked before anything is built."""

import re
from typing import Any

import pytest

from infra.packaging.target import ROOT
from infra.stage import ChoiceInvalid, Stage, from_context


def chosen(**context: Any) -> Stage:
    return from_context(context.get)


def test_development_is_the_default_and_costs_nothing_idle() -> None:
    stage = chosen()
    assert stage.name == "dev"
    assert not any((stage.protected, stage.keys, stage.gradual, stage.snap_start, stage.isolated))
    assert stage.compute == "fargate-spot"


def test_a_deployment_can_do_without_trainings() -> None:
    assert chosen().trains
    assert not chosen(compute="none").trains


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
        ("console_domain", "https://sing.example.com"),
        ("console_domain", "sing.example.com"),  # no certificate for it
        ("console_certificate", "arn:aws:acm:eu-central-1:123456789012:certificate/0a"),
    ],
)
def test_a_wrong_choice_is_named(name: str, value: str) -> None:
    with pytest.raises(ChoiceInvalid, match=name):
        chosen(**{name: value})


def test_pages_of_configured_origins_and_the_console_send_to_the_store() -> None:
    asked = {"origins": "https://a.example"}
    assert chosen(**asked).sending_origins == ("https://a.example",)
    assert chosen(**asked, console="true").sending_origins == (
        *("https://a.example", "https://*.cloudfront.net"),
    )
    named = chosen(
        console="true",
        console_domain="sing.example.com",
        console_certificate="arn:aws:acm:us-east-1:123456789012:certificate/0a-1b",
    )
    assert named.sending_origins == ("https://sing.example.com",)


def test_every_choice_is_documented_and_nothing_else_is() -> None:
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    table = text.partition("## Choices")[2].partition("##")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(Stage.model_fields.keys() - {"name"})
