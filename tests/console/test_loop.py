"""The whole loop by the page, before a stack of its own: label, train, watch, promote, go back."""

import io
import re
from collections.abc import Iterator

import httpx
import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Page, expect

from benchmarks.loop import fill
from tests.console.browse import choose
from tests.console.conftest import opened
from tests.console.test_accessible import PHONE, fits, violations
from tests.e2e.conftest import Stack, alone
from tests.e2e.test_training import jury
from training_job.singer import make_clip, plan_clip

pytestmark = pytest.mark.slow

MINUTES = 60_000.0
EPOCHS = 10


@pytest.fixture(scope="module")
def own() -> Iterator[Stack]:
    """Start a stack with labelled recordings of eighty singers: what is learned stays here."""
    with alone() as running:
        fill(running.aws, *jury(np.random.default_rng(1)), takes=1)
        yield running


@pytest.fixture
def teach(browser: Browser, own: Stack) -> Iterator[Page]:
    for page in opened(browser, own.base):
        page.goto("/#teach")
        page.get_by_role("heading", name="Teach it your ears").wait_for()
        yield page


def _take(singer: int) -> tuple[str, bytes]:
    clip = make_clip(plan_clip(7, singer, 0, seconds=6.0))
    held = io.BytesIO()
    soundfile.write(held, clip.samples, clip.sample_rate, subtype="PCM_16", format="WAV")
    return f"singer {singer}.wav", held.getvalue()


def _serving(own: Stack) -> str:
    reply = httpx.get(f"{own.base}/api/v1/health", trust_env=False)
    return str(reply.json()["model_version"])


def _confirm(page: Page, reason: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why").fill(reason)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_five_takes_by_keyboard_a_training_a_promotion_and_the_way_back(
    teach: Page, own: Stack
) -> None:
    first = _serving(own)
    choose(teach, *[_take(singer) for singer in range(5)])
    for key in ("p", "g", "b", "u", "g", "s", "b", "g"):
        teach.keyboard.press(key)
    labels = [select.input_value() for select in teach.locator("tbody select").all()]
    assert labels == ["good", "good", "", "bad", "good"]
    teach.get_by_label("Label of singer 2.wav").select_option("bad")
    for singer in range(5):
        teach.get_by_label(f"Singer of singer {singer}.wav").fill(f"newcomer {singer}")
    teach.get_by_role("button", name="Send 5 recordings").click()
    expect(teach.get_by_role("cell", name="kept")).to_have_count(5)
    expect(teach.locator(".stock .facts")).to_contain_text("recordings85")

    teach.get_by_label("At most this many epochs").fill(str(EPOCHS))
    teach.get_by_role("button", name="Start training").click()
    training = teach.locator(".training")
    bar = training.get_by_role("progressbar")
    expect(training).to_contain_text(f"of {EPOCHS}", timeout=2 * MINUTES)
    begun = float(bar.evaluate("bar => bar.value"))
    chart = training.get_by_role("img", name="Loss while it trains")
    expect(chart).to_be_visible(timeout=2 * MINUTES)
    expect(training).to_contain_text("left")
    stop = training.get_by_role("button", name="Stop it")
    stop.focus()
    teach.wait_for_function(
        "begun => document.querySelector('.training progress')?.value > begun + 5",
        arg=begun,
        timeout=3 * MINUTES,
    )
    expect(stop).to_be_focused()  # what is redrawn must not take it away
    assert len(chart.locator("path.curve").all()) >= 2

    expect(training).to_contain_text("The new model is in service.", timeout=6 * MINUTES)
    job = httpx.get(f"{own.base}/api/v1/train-status", trust_env=False).json()
    version, decision = job["version"], job["decision"]
    assert _serving(own) == version != first
    for name, figure in (
        ("new model", decision["challenger_auc"]),
        ("old model", decision["champion_auc"]),
        ("new minus old", decision["auc_difference"]),
    ):
        low, high = figure["low"], figure["high"]
        text = f"{name}: {figure['value']:.3f} ({low:.3f} to {high:.3f})"
        expect(training.get_by_text(text, exact=True)).to_be_visible()
    hundred = round(100 * decision["challenger_auc"]["value"])
    expect(training).to_contain_text(f"{hundred} of 100 pairs")

    training.get_by_role("button", name="Rather not: back to the model before").click()
    _confirm(teach, "it sounded better before")
    expect(teach.get_by_text(f"{first} is in service now.")).to_be_visible()
    expect(training).to_contain_text("It does not serve at present.")
    assert _in_service(own) == first

    teach.get_by_role("button", name=f"Put {version} into service").click()
    _confirm(teach, "on second thoughts")
    expect(teach.get_by_text(f"{version} is in service now.")).to_be_visible()
    assert _in_service(own) == version
    row = teach.get_by_role("row", name=version)
    expect(row).to_contain_text("in service")
    row.get_by_text("why").click()
    for reason in ("on second thoughts", "it sounded better before"):
        expect(row).to_contain_text(reason)

    teach.get_by_role("button", name="Go back to the model before").click()
    _confirm(teach, "")
    expect(teach.get_by_role("row", name=first)).to_contain_text("in service")
    assert _in_service(own) == first
    _charts_have_the_apis_numbers(teach, own)


def _in_service(own: Stack) -> str:
    models = httpx.get(f"{own.base}/api/v1/models", trust_env=False).json()["models"]
    (serving,) = [model["version"] for model in models if model["status"] == "in_service"]
    return str(serving)


def _charts_have_the_apis_numbers(teach: Page, own: Stack) -> None:
    job = httpx.get(f"{own.base}/api/v1/train-status", trust_env=False).json()
    path = f"{own.base}/api/v1/visualizations/training/{job['training_id']}"
    said = httpx.get(path, params={"format": "json"}, trust_env=False).json()
    teach.locator("summary", has_text="Charts of this training").click()
    charts = teach.locator(".charts")
    roc = charts.get_by_role("img", name="Good ones found")
    expect(roc).to_be_visible()
    figure = said["roc"]["auc"]
    expect(charts).to_contain_text(
        f"area (AUC): {figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"
    )
    drawn = _points(str(roc.locator("path.solid").get_attribute("d")))
    numbers = [said["roc"]["false_positive_rate"], said["roc"]["true_positive_rate"]]
    for pixels, values in zip(drawn.T, np.array(numbers), strict=True):
        slope, offset = np.polyfit(values, pixels, 1)
        np.testing.assert_allclose(slope * values + offset, pixels, atol=0.15)
    dots = charts.get_by_role("img", name="Does the probability mean").locator("circle")
    assert dots.count() == sum(count > 0 for count in said["reliability"]["n"])
    cells = charts.locator(".confusion td.number").all_text_contents()
    assert [int(cell) for cell in cells] == np.ravel(said["confusion"]["counts"]).tolist()
    assert violations(teach) == []
    teach.set_viewport_size(PHONE)
    assert fits(teach)
    curves = charts.get_by_role("img", name="Learning curves").locator("path.curve")
    assert curves.count() == 2 * len(said["learning_curves"])


def _points(path: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    pairs = [pair.split() for pair in re.split("[ML]", path) if pair]
    return np.array(pairs, dtype=np.float64)
