"""axe-core finds nothing wrong with any view, in light, in dark and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.console.browse import choose, drop
from tests.console.conftest import TAKES

PHONE: ViewportSize = {"width": 360, "height": 740}


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("view", ["try", "teach", "know"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view(page: Page, view: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"/#{view}")
    page.wait_for_selector("h1")
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_with_everything_open(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    drop(page, ("bad_01.ogg", (TAKES / "bad_01.ogg").read_bytes()))
    page.wait_for_selector(".report")
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    page.locator(".among svg").wait_for()
    page.locator("image[href^='blob:']").wait_for(state="attached")
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)
    assert violations(page) == []


def test_a_table_and_a_problem(page: Page) -> None:
    choose(page, TAKES / "good_02.ogg", ("broken.wav", b"nothing"))
    page.locator(".takes .word").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="broken.wav").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []


def test_the_dialog_and_the_recorder(page: Page) -> None:
    page.get_by_role("button", name="API key").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_role("meter").wait_for()
    assert violations(page) == []


def test_a_report_is_reached_and_played_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        page.keyboard.press("Tab")
        if "good singer" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".report")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('play')"):
            break
    page.keyboard.press("Space")
    expect(page.locator(".play")).to_have_text("Pause")
