"""What the page costs: bytes, first paint, and the time from a drop to its verdict.

The bounds are far above what is measured (docs/console.md has the figures): they catch a library
that slipped in or a request that waits for another, not a busy machine.
"""

import base64
import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Page

from tests.console.conftest import TAKES

MOST_BYTES = 120_000
MOST_PAINT_SECONDS = 2.0
MOST_VERDICT_SECONDS = 10.0
MOST_JUMPS = 0.02


def test_bytes_and_first_paint(page: Page, record_property: Callable[[str, object], None]) -> None:
    page.wait_for_load_state("networkidle")
    sent, decoded, paint = page.evaluate("""() => {
      const all = [...performance.getEntriesByType("navigation"),
                   ...performance.getEntriesByType("resource")];
      const sum = (name) => all.reduce((total, entry) => total + entry[name], 0);
      const paint = performance.getEntriesByName("first-contentful-paint")[0];
      return [sum("transferSize"), sum("decodedBodySize"), paint.startTime / 1000];
    }""")
    record_property("bytes", f"{sent} sent, {decoded} unpacked, first paint {paint:.3f} s")
    assert decoded > 10_000
    assert sent < MOST_BYTES
    assert paint < MOST_PAINT_SECONDS


# The layout shifts that nobody asked for, as the Layout Instability API counts them.
_JUMPS = """() => new Promise((resolve) => {
  const jumps = [];
  const heard = (list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) jumps.push([entry.value, entry.sources.map((one) =>
      one.node?.className ?? one.node?.nodeName)]);
  });
  new PerformanceObserver(heard).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(jumps), 300);
})"""


@pytest.mark.parametrize("view", ["try", "teach", "know"])
def test_nothing_jumps(page: Page, view: str) -> None:
    page.goto("about:blank")
    page.goto(f"/#{view}")
    page.wait_for_selector("h1")
    page.wait_for_load_state("networkidle")
    jumps = page.evaluate(_JUMPS)
    assert sum(value for value, _ in jumps) < MOST_JUMPS, jumps


def test_a_report_does_not_jump_when_its_pictures_come(page: Page) -> None:
    content = base64.b64encode((TAKES / "bad_01.ogg").read_bytes()).decode()
    page.evaluate(_DROP_AND_WAIT, content)
    page.wait_for_selector("image[href^='blob:']", state="attached")
    jumps = page.evaluate(_JUMPS)
    assert sum(value for value, _ in jumps) < MOST_JUMPS, jumps


# Timed in the page, so that handing half a minute over to the browser does not count.
_DROP_AND_WAIT = """async (content) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], "half a minute.wav"));
  const shown = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector(".badge")) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    }).observe(document.body, { childList: true, subtree: true });
  });
  const began = performance.now();
  document.querySelector(".drop").dispatchEvent(
    new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  await shown;
  return (performance.now() - began) / 1000;
}"""


def test_drop_to_verdict_for_thirty_seconds(
    page: Page, record_property: Callable[[str, object], None]
) -> None:
    samples, rate = soundfile.read(TAKES / "good_02.ogg", dtype="float32")
    held = io.BytesIO()
    long = np.resize(np.repeat(samples, 2), 30 * 2 * rate)
    soundfile.write(held, long, 2 * rate, subtype="PCM_16", format="WAV")
    content = base64.b64encode(held.getvalue()).decode()
    took = []
    for _ in range(3):
        took.append(page.evaluate(_DROP_AND_WAIT, content))
        page.get_by_role("button", name="Clear all").click()
    record_property("drop to verdict", ", ".join(f"{seconds:.2f} s" for seconds in took))
    assert min(took) < MOST_VERDICT_SECONDS
