"""Try it: recordings in, judgements out."""

import csv
import io
import json
import re

import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from tests.console.browse import choose, drop
from tests.console.conftest import TAKES

SINGLE = "/api/v1/predictions/single?timeline=true&contour=true"


def test_a_dropped_file_shows_what_the_api_says(page: Page, client: httpx.Client) -> None:
    content = (TAKES / "bad_01.ogg").read_bytes()
    said = client.post(SINGLE, files={"file": ("bad_01.ogg", content)}).json()
    drop(page, ("bad_01.ogg", content))
    report = page.locator(".report")
    expect(report.locator(".badge")).to_contain_text(
        {"good": "Good", "bad": "Bad"}[said["verdict"]]
    )
    expect(report.locator(".sentence")).to_contain_text(f"{said['probability_good']:.0%}"[:-1])
    sentences = report.locator(".reasons li p:first-child").all_text_contents()
    assert sentences == [reason["sentence"] for reason in said["reasons"]]
    assert report.locator(".take-plot .note").count() == len(said["detail"]["notes"])
    assert report.locator(".weakest li").count() == len(said["detail"]["weakest"])


def test_bars_have_the_length_and_side_of_their_contributions(
    page: Page, client: httpx.Client
) -> None:
    content = (TAKES / "bad_01.ogg").read_bytes()
    said = client.post(SINGLE, files={"file": ("a.ogg", content)}).json()
    drop(page, ("a.ogg", content))
    page.wait_for_selector(".report")
    drawn = page.eval_on_selector_all(
        ".bar rect",
        "bars => bars.map(bar => [bar.x.baseVal.value, bar.width.baseVal.value])",
    )
    signed = [width if x >= 100 else -width for x, width in drawn]
    contributions = [reason["contribution"] for reason in said["reasons"]]
    scale = signed[0] / contributions[0]
    assert signed == pytest.approx([scale * value for value in contributions], abs=0.01)


def test_a_sample_is_judged_by_one_click(page: Page) -> None:
    page.get_by_role("button", name="good singer").first.click()
    expect(page.locator(".badge")).to_contain_text("Good")


def test_the_microphone_is_recorded_and_judged(page: Page) -> None:
    page.get_by_role("button", name="Record", exact=True).click()
    meter = page.get_by_role("meter")
    expect(meter).to_be_visible()
    expect(meter).to_have_attribute("aria-valuenow", re.compile(r"^-([0-3]?\d)$"))
    page.wait_for_timeout(9_000)
    page.get_by_role("button", name="Stop and judge").click()
    expect(page.locator(".report .badge")).to_contain_text(re.compile("Good|Bad|Uncertain"))
    expect(page.locator(".report h2")).to_contain_text(re.compile(r"take .*\.wav"))


@pytest.mark.parametrize("width", [1100, 390])
def test_nothing_moves_when_a_recording_begins(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    before = page.locator(".samples").bounding_box()
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_role("meter").wait_for()
    page.wait_for_timeout(500)
    assert page.locator(".samples").bounding_box() == before
    page.get_by_role("button", name="Throw away").click()
    assert page.locator(".samples").bounding_box() == before


def test_a_recording_can_be_thrown_away(page: Page) -> None:
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    assert page.locator(".results article").count() == 0


@pytest.mark.parametrize("kind", ["file", "sample", "broken", "several"])
def test_on_a_phone_what_came_of_a_take_is_in_sight(page: Page, kind: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    content = (TAKES / "bad_01.ogg").read_bytes()
    if kind == "file":
        choose(page, ("bad_01.ogg", content))
    elif kind == "sample":
        page.get_by_role("button", name="good singer").first.click()
    elif kind == "broken":
        choose(page, ("song.wav", b"This is no recording."))
    else:
        choose(page, ("a.ogg", content), ("b.ogg", content))
    shown = {"broken": ".problem", "several": ".takes .word"}.get(kind, ".badge")
    expect(page.locator(f".results {shown}").first).to_be_in_viewport(ratio=1)


def test_a_broken_file_shows_the_problems_sentence(page: Page, client: httpx.Client) -> None:
    content = b"This is no recording."
    said = client.post(SINGLE, files={"file": ("song.wav", content)}).json()
    drop(page, ("song.wav", content))
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text(said["title"])
    expect(problem).to_contain_text(said["detail"])
    expect(problem).to_contain_text(said["advice"])


def test_a_name_that_is_markup_stays_a_name(page: Page) -> None:
    name = "<img src=x onerror=alert(1)>.ogg"
    drop(page, (name, (TAKES / "bad_01.ogg").read_bytes()))
    expect(page.locator(".report h2")).to_have_text(name)
    assert page.locator("img").count() == 0


def test_several_files_make_a_table_that_sorts(page: Page) -> None:
    names = ["bad_01.ogg", "good_02.ogg", "bad_06.ogg"]
    files = [(name, (TAKES / name).read_bytes()) for name in names]
    choose(page, *files, ("=broken.wav", b"nothing"))
    rows = page.locator(".takes tbody tr")
    expect(rows).to_have_count(4)
    expect(page.locator(".takes .word")).to_have_count(3)
    page.get_by_role("button", name="For good").click()
    expect(rows.first).to_contain_text("good_02.ogg")
    page.get_by_role("button", name="For good").click()
    expect(rows.last).to_contain_text("good_02.ogg")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    saved = list(csv.DictReader(io.StringIO(download.value.path().read_text())))
    by_name = {row["file"]: row for row in saved}
    assert set(by_name) == {*names, "'=broken.wav"}, "no spreadsheet takes a name for a formula"
    assert by_name["good_02.ogg"]["verdict"] == "good"
    assert by_name["'=broken.wav"]["problem"]
    page.get_by_role("button", name="bad_01.ogg").click()
    expect(page.locator(".report h2")).to_have_text("bad_01.ogg")
    page.get_by_role("button", name="All takes").click()
    expect(rows).to_have_count(4)


def test_a_large_file_goes_by_the_store_unnoticed(page: Page, long_take: bytes) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0]))
    choose(page, ("long.wav", long_take))
    expect(page.locator(".report .badge")).to_contain_text("Good")
    assert any(url.endswith("/api/v1/uploads") for url in asked)
    assert not any(url.endswith("/predictions/single") for url in asked)


def test_a_weak_stretch_is_heard_by_one_click_and_ends_where_it_ends(page: Page) -> None:
    drop(page, ("bad_01.ogg", (TAKES / "bad_01.ogg").read_bytes()))
    page.wait_for_selector(".report")
    stretch = page.locator(".weakest button").first
    start = float(re.findall(r"0:(\d+\.\d)", stretch.text_content() or "")[0])
    stretch.click()
    expect(page.locator(".play")).to_have_text("Pause")
    position = page.get_by_role("slider", name="Position")
    page.wait_for_timeout(600)
    assert start < float(position.input_value()) < start + 3.0
    page.locator(".play").click()
    expect(page.locator(".play")).to_have_text("Play")


def test_the_report_is_saved_as_one_page_without_scripts(page: Page) -> None:
    drop(page, ("<b>.ogg", (TAKES / "good_02.ogg").read_bytes()))
    page.wait_for_selector(".report")
    page.wait_for_selector("image[href^='blob:']", state="attached")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save report").click()
    saved = download.value.path().read_text()
    assert "&lt;b&gt;.ogg" in saved
    assert "<script" not in saved
    assert "src=" not in saved
    assert "blob:" not in saved
    assert 'href="data:image/webp;base64,' in saved, "the spectrogram goes with it"
    assert "The model gives" in saved
    with page.expect_download() as download:
        page.get_by_role("button", name="Save data").click()
    assert json.loads(download.value.path().read_text())["verdict"] == "good"


def test_the_key_goes_with_requests_and_with_the_tab(page: Page) -> None:
    page.get_by_role("button", name="API key").click()
    page.get_by_label("Key", exact=True).fill("secret-1")
    page.keyboard.press("Enter")

    def with_key(request: Request) -> bool:
        return request.headers.get("x-api-key") == "secret-1"

    with page.expect_request(with_key):
        drop(page, ("a.ogg", (TAKES / "good_02.ogg").read_bytes()))
    assert page.evaluate("sessionStorage.getItem('api-key')") == "secret-1"
    assert page.evaluate("localStorage.length + document.cookie.length") == 0
    expect(page.locator(".badge")).to_contain_text("Good")


def test_without_the_service_it_says_so(page: Page) -> None:
    page.route("**/api/v1/**", lambda route: route.abort())
    drop(page, ("a.ogg", b"x"))
    expect(page.get_by_role("alert")).to_contain_text("The service does not answer")
