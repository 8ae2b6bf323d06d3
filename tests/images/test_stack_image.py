"""The local stack in its container, as `docker compose up` starts it: answers, uploads, trainings.

What it holds survives a kill, and a stop ends it in good order.
"""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
import soundfile

from local.gateway.web_server import free_port
from talent.audio.decode import decode
from talent.features.extract import extract
from talent.model.artifact import DEFAULT_FOLDER, load_model, read_folder
from tests.images.engine import Engine
from tests.proofs import Proofs
from training_job.singer import make_clip, plan_clip

API: Final = "/api/v1"
PROJECT: Final = ("compose", "--project-name", "singing-talent-test")
SERVICE: Final = "talent"
PATIENCE_SECONDS: Final = 600.0
KEPT_SECONDS: Final = 3.0
"""A kill loses what came in the last second or two."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Composed:
    """The stack of compose.yaml on free ports."""

    engine: Engine
    port: int
    aws_port: int

    @property
    def base(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.port}"

    def __call__(self, *arguments: str, seconds: float = 600.0) -> str:
        """Run a command of compose and return what it said."""
        ports = {"PORT": str(self.port), "AWS_PORT": str(self.aws_port), "HOST": "127.0.0.1"}
        base = {"BASE_IMAGE": self.engine.base}
        return self.engine.run(*PROJECT, *arguments, seconds=seconds, **ports, **base).stdout

    def up(self) -> float:
        """Start it; return the seconds until it is healthy."""
        began = time.perf_counter()
        self("up", "--detach", "--wait", "--wait-timeout", "180")
        return time.perf_counter() - began


@pytest.fixture(scope="module")
def composed(composing: Engine, protocol: Proofs) -> Iterator[Composed]:
    stack = Composed(composing, free_port(), free_port())
    stack("build", seconds=1800.0)
    try:
        seconds = stack.up()
        size = composing.size("singing-talent")
        protocol.say(
            f"Proved of the local stack's image ({size / 1e9:.2f} GB on {composing.base}): healthy "
            f"{seconds:.0f} s after `docker compose up`"
        )
        yield stack
    finally:
        stack("down", "--volumes", "--timeout", "5")


@pytest.fixture
def client(composed: Composed) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=composed.base, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def take() -> bytes:
    clip = make_clip(plan_clip(8, 0, 0, seconds=10.0))
    held = io.BytesIO()
    soundfile.write(held, clip.samples, clip.sample_rate, "PCM_16", format="WAV")
    return held.getvalue()


def until(ask: Callable[[], dict[str, Any]], ends: set[str]) -> dict[str, Any]:
    """Ask until the status is one of these."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = ask()
        if answer["status"] in ends:
            return answer
        time.sleep(0.5)
    raise AssertionError(f"It does not end: {answer}")


def predicted(client: httpx.Client, take: bytes) -> float:
    reply = client.post(f"{API}/predictions/single", files={"file": ("a.wav", take)})
    assert reply.is_success, reply.text
    return float(reply.json()["probability_good"])


def test_its_answer_is_the_one_computed_here(client: httpx.Client, take: bytes) -> None:
    model = load_model(read_folder(DEFAULT_FOLDER))
    here = model.score(extract(decode(take))).probability
    assert predicted(client, take) == pytest.approx(here, abs=1e-6)
    assert client.get("/docs").is_success
    assert (
        client.get("/", headers={"Accept": "text/html"})
        .headers["content-type"]
        .startswith("text/html")
    )


def test_an_upload_reaches_the_store_from_outside(
    composed: Composed, client: httpx.Client, take: bytes, protocol: Proofs
) -> None:
    asked = {"content_type": "audio/wav", "filename": "a.wav"}
    leave = client.post(f"{API}/uploads", json=asked).json()
    assert leave["url"].startswith(f"http://127.0.0.1:{composed.aws_port}/")
    sent = httpx.post(leave["url"], data=leave["fields"], files={"file": take}, trust_env=False)
    assert sent.is_success, sent.text
    place = f"{API}/predictions/{leave['id']}"
    done = until(lambda: client.get(place).json(), {"done", "refused", "failed"})
    assert done["result"]["probability_good"] == pytest.approx(predicted(client, take), abs=1e-9)
    protocol.say("Proved of it: an upload straight to its store is judged as a form is")


def test_it_has_no_rights_it_does_not_need(composed: Composed) -> None:
    inside = ("exec", "--no-TTY", SERVICE, "sh", "-c")
    assert composed(*inside, "id -u").strip() == "1000"
    assert "Read-only" in composed(*inside, "touch /app/x 2>&1 || true")
    assert composed(*inside, "grep CapEff /proc/self/status").split()[1] == "0" * 16


def test_a_training_in_it_ends(client: httpx.Client, protocol: Proofs) -> None:
    began = time.perf_counter()
    begun = client.post(f"{API}/retrain", json={"data_source": "base", "epochs": 1})
    assert begun.status_code == 202, begun.text
    ends = {"promoted", "rejected", "failed", "cancelled"}
    last = until(lambda: client.get(f"{API}/train-status").json(), ends)
    assert last["status"] in {"promoted", "rejected"}, last
    assert last["decision"]["challenger_auc"]["value"] > 0.5
    protocol.say(f"Proved of it: a training on the base ends ({time.perf_counter() - began:.0f} s)")


def test_what_it_holds_survives_a_kill(
    composed: Composed, client: httpx.Client, take: bytes, protocol: Proofs
) -> None:
    form = {"label": "good", "singer": "somebody"}
    kept = client.post(f"{API}/upload-data", files={"files": ("a.wav", take)}, data=form)
    assert kept.is_success, kept.text
    before = client.get(f"{API}/data").json()["recordings"]
    assert len(before) == 1
    time.sleep(KEPT_SECONDS)
    composed("kill")
    composed.up()
    assert client.get(f"{API}/data").json()["recordings"] == before
    protocol.say("Proved of it: what it holds survives a kill")


def test_a_stop_ends_it_in_good_order(composed: Composed) -> None:
    began = time.perf_counter()
    composed("stop")
    assert time.perf_counter() - began < 20
    (status,) = composed("ps", "--all", "--format", "{{.ExitCode}}").split()
    assert status == "0"
    assert "Traceback" not in composed("logs")
    composed.up()
