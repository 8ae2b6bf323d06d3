"""Know it: the figures on the page are the API's."""

import httpx
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.browse import drop
from tests.console.conftest import TAKES


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


def _drawn(chart: Locator, mark: str) -> list[float]:
    """Return the heights of a histogram's bins, in pixels, from its path."""
    path = str(chart.locator(f"path.steps.{mark}").get_attribute("d"))
    floor = float(path.split("H")[0].split(" ")[1])
    return [floor - float(part.split("H")[0]) for part in path.split("V")[1:-1]]


@pytest.mark.parametrize("chart", ["singing", "spectral", "mfcc"])
def test_a_histogram_is_drawn_from_the_apis_counts(
    know: Page, client: httpx.Client, chart: str
) -> None:
    said = client.get(f"/api/v1/visualizations/{chart}", params={"format": "json"}).json()
    name = list(said["features"])[-1]
    know.get_by_label("What of").select_option(chart)
    know.get_by_label("Measurement").select_option(name)
    feature = said["features"][name]
    drawing = know.get_by_role("img", name=feature["meaning"])
    expect(drawing).to_be_visible()
    shares = [np.array(feature[label]["counts"]) / feature[label]["n"] for label in ("good", "bad")]
    drawn = np.array([_drawn(drawing, "series-0"), _drawn(drawing, "series-1")])
    scale = drawn.max() / np.max(shares)
    np.testing.assert_allclose(drawn, scale * np.array(shares), atol=0.11)


def test_a_labelled_recording_is_shown_among_the_others(page: Page, client: httpx.Client) -> None:
    take = (TAKES / "bad_06.ogg").read_bytes()
    form = {"label": "bad", "singer": "Cid"}
    sent = client.post("/api/v1/upload-data", files={"files": ("<i>mine</i>.ogg", take)}, data=form)
    recording = sent.json()["files"][0]["recording_id"]
    path = "/api/v1/visualizations/spectral"
    query = {"format": "json", "recording": recording}
    own = client.get(path, params=query).json()["recording"]["values"]["tempo"]
    page.goto("/#know")
    page.get_by_label("What of").select_option("spectral")
    page.get_by_label("A recording among them").select_option(recording)
    page.get_by_label("Measurement").select_option("tempo")
    expect(page.locator(".hist .own").last).to_contain_text("<i>mine</i>.ogg: ")
    shown = page.locator(".hist li.own").text_content() or ""
    assert float(shown.split(": ")[1].split(" ")[0]) == pytest.approx(own, rel=0.01)
    assert page.locator(".hist line.own").count() == 1


def test_a_take_just_judged_is_shown_among_those_it_learned_from(
    page: Page, client: httpx.Client
) -> None:
    take = (TAKES / "bad_01.ogg").read_bytes()
    query = {"analysis": "full"}
    said = client.post(
        "/api/v1/predictions/single", params=query, files={"file": ("a.ogg", take)}
    ).json()
    drop(page, ("a.ogg", take))
    page.locator(".among summary").click()
    for chart, name, values in (
        ("singing", "steady_ratio", said["features"]),
        ("mfcc", "mfcc_02_mean", said["acoustic"]),
    ):
        (own,) = [one["value"] for one in values if one["name"] == name]
        page.get_by_label("What of").select_option(chart)
        page.get_by_label("Measurement").select_option(name)
        shown = page.locator(".hist li.own")
        expect(shown).to_contain_text("a.ogg: ")
        text = (shown.text_content() or "").split(": ")[1].replace("\u2212", "-")
        assert float(text.split(" ")[0].rstrip(",")) == pytest.approx(own, rel=0.01, abs=0.001)
