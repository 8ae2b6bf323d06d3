"""A browser before the stack as `make run` starts it."""

import io
import shutil
import signal
import wave
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from local.paths import ROOT
from tests.e2e.conftest import Stack, start
from tests.proofs import Proofs

TAKES = ROOT / "console" / "takes"
PATIENCE_MS = 30_000
WITHOUT = "There is no Chromium. This installs it: apt-get install -y chromium"
expect.set_options(timeout=PATIENCE_MS)

# What the page's policy forbids is told to the console, where `page` finds it.
_TELL = """addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP", event.violatedDirective, event.blockedURI, event.sourceFile))"""


# For the package, not the session: while Playwright lives no other test can use asyncio.run.
@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    running = start()
    yield running
    running.end(signal.SIGINT)


@pytest.fixture(scope="package")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write what the microphone hears: a take by the synthetic singer, over and over."""
    samples, rate = soundfile.read(TAKES / "good_02.ogg", dtype="float32")
    path = tmp_path_factory.mktemp("microphone") / "take.wav"
    soundfile.write(path, samples, rate, subtype="PCM_16")
    return path


@pytest.fixture(scope="package")
def browser(request: pytest.FixtureRequest, microphone: Path) -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        Proofs(request.config, "not proved: the console").say(WITHOUT)
        pytest.skip(WITHOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={microphone}",
                "--autoplay-policy=no-user-gesture-required",
            ],
        )
        yield browser
        browser.close()


def opened(browser: Browser, base: str) -> Iterator[Page]:
    """Open the console; in the end, nothing may have been said on the browser's console."""
    context = browser.new_context(base_url=base, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(_TELL)
    page = context.new_page()
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Chromium itself reports every request that fails; where it should, a test looks at it.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/")
    page.wait_for_selector("h1")
    yield page
    context.close()
    assert said == []


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    yield from opened(browser, stack.base)


@pytest.fixture(scope="package")
def client(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.base, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="package")
def long_take() -> bytes:
    """Make a WAV of more than 4.5 MB: a synthetic take again and again, at 44.1 kHz."""
    samples, rate = soundfile.read(TAKES / "good_02.ogg", dtype="float32")
    tiled = np.tile(np.repeat(samples, 44_100 // rate), 5)
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setparams((1, 2, 44_100, len(tiled), "NONE", ""))
        file.writeframes((tiled * 32767).astype("<i2").tobytes())
    assert len(held.getvalue()) > 5_000_000
    return held.getvalue()
