"""Settings and the address: what can be set, and what is said where it makes no sense."""

import re
import socket
from collections.abc import Iterator

import pytest

from functions.runtime.settings import EdgeSettings
from local.aws.server import LocalAws, Place
from local.gateway.web_server import CannotListen, bind, server_address
from local.names import SETTINGS
from local.paths import ROOT
from local.settings import BadSettings, LocalSettings, load
from topology.resources import Choices

NAMES = [name.upper() for name in LocalSettings.model_fields]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(LocalSettings.model_config, "env_file", None)


def test_the_defaults_keep_to_this_machine() -> None:
    settings = load()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    EdgeSettings.of({**SETTINGS, "cors_origins": settings.cors_origins})


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("WORKERS", "3")
    settings = load()
    assert (settings.port, settings.workers) == (9000, 3)


def test_all_that_makes_no_sense_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    monkeypatch.setenv("WORKERS", "0")
    with pytest.raises(BadSettings) as caught:
        load()
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["PORT=abc", "WORKERS=0"]


def test_the_example_shows_every_setting_and_its_default() -> None:
    text = (ROOT / ".env.example").read_text()
    shown = dict(re.findall(r"^#([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert list(shown) == NAMES
    for name, field in LocalSettings.model_fields.items():
        if name != "workers":  # depends on the machine
            assert shown[name.upper()] == str(field.default)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_one_clear_sentence(taken: int) -> None:
    with pytest.raises(
        CannotListen, match=f"^Port {taken} is in use .* PORT={taken + 1} make run$"
    ):
        bind("127.0.0.1", taken)


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
def test_a_strange_host_is_one_clear_sentence(host: str) -> None:
    with pytest.raises(CannotListen, match=f"^HOST={host} .*127.0.0.1 works everywhere.$"):
        bind(host, 0)


def test_answers_are_not_held_back_by_nagles_algorithm() -> None:
    with bind("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # asyncio sets TCP_NODELAY only then


def test_addresses_are_shown_as_they_can_be_reached() -> None:
    with bind("0.0.0.0", 0) as listener:  # noqa: S104 - the case under test
        assert server_address(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_public_address_needs_a_fixed_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_AWS_URL", "http://192.168.1.20:9000")
    with pytest.raises(BadSettings, match=r"^PUBLIC_AWS_URL=http://192.168.1.20:9000: .*AWS_PORT"):
        load()
    monkeypatch.setenv("AWS_PORT", "9000")
    assert load().public_aws_url == "http://192.168.1.20:9000"
    monkeypatch.setenv("PUBLIC_AWS_URL", "ftp://x/path")
    with pytest.raises(BadSettings):
        load()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALLOWED_HOSTS", "http://talent.lan", "'http://talent.lan' is not a host name"),
        ("ALLOWED_HOSTS", "a.example,talent.lan:8000", "'talent.lan:8000' is not a host name"),
        ("ALLOWED_HOSTS", "*", "is not a host name; write it alone: talent.example"),
        ("CORS_ORIGINS", "app.example", "'app.example' is not an origin"),
    ],
)
def test_hosts_and_origins_are_checked_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=f"^{name}={re.escape(value)}: .*{re.escape(said)}"):
        load()


def test_nobody_knows_the_key_of_s3_unless_it_is_set(
    clean_moto: None,
) -> None:
    def key(place: Place) -> str:
        aws = LocalAws(place, Choices())
        aws.stop()
        return aws.variables["AWS_SECRET_ACCESS_KEY"]

    assert len(key(Place())) == 40
    assert key(Place()) != key(Place())
    chosen = Place(secret="mine")  # noqa: S106 - made up
    assert key(chosen) == "mine"
    assert "mine" not in str(chosen)
