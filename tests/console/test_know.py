"""Know it: the figures on the page are the API's."""

import httpx
import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def know(page: Page) -> Page:
    page.goto("/#know")
    page.get_by_role("heading", name="What it is and what it is not").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def test_the_figures_are_those_of_the_model_in_service(know: Page, client: httpx.Client) -> None:
    info = client.get("/api/v1/model-info").json()
    expect(know.locator(".list")).to_contain_text(info["version"])


def test_it_says_what_it_is_not_for_and_leads_to_the_documentation(know: Page) -> None:
    expect(know.get_by_text("Not for admission, hiring, grading")).to_be_visible()
    know.get_by_role("link", name="API documentation").first.click()
    know.wait_for_url("**/docs")


def test_every_metric_stands_there_with_its_interval(know: Page, client: httpx.Client) -> None:
    said = client.get("/api/v1/model-metrics").json()
    for name, text in (("auroc", "AUC"), ("brier", "Brier score"), ("f1_score", "F1")):
        bounds = said["intervals"][name]
        row = know.get_by_role("row", name=text).first
        expect(row).to_contain_text(
            f"{said[name]:.3f} ({bounds['low']:.3f} to {bounds['high']:.3f})"
        )
    cells = know.locator(".confusion").first.locator("td.number").all_text_contents()
    bad, good = said["confusion_matrix"]
    assert [float(cell) for cell in cells] == [*bad, *good]
