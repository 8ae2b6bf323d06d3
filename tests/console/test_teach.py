"""Teach it: labels by folder, manifest and ear, and the way of the recordings to the service."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from functions.api.trainings.replies import TrainingReply, TrainingsReply
from functions.api.trainings.requests import RetrainBody
from talent.trainings.job import JobStatus
from tests.console.browse import choose, drop
from tests.console.conftest import TAKES
from tests.decided import decided

TRAINING = "0" * 32


@pytest.fixture
def teach(page: Page) -> Page:
    page.goto("/#teach")
    page.get_by_role("heading", name="Teach it your ears").wait_for()
    return page


def _take(name: str) -> tuple[str, bytes]:
    return name, (TAKES / name).read_bytes()


def _labels(page: Page) -> list[str]:
    return [select.input_value() for select in page.locator("tbody select").all()]


def test_five_files_are_labelled_by_keyboard(teach: Page) -> None:
    choose(teach, *[(f"{number}.ogg", _take("good_02.ogg")[1]) for number in range(5)])
    expect(teach.locator(".listen .now")).to_have_text("0.ogg")
    for key in "gbgu":
        teach.keyboard.press(key)
    assert _labels(teach) == ["good", "bad", "", "", ""]
    expect(teach.locator(".listen .now")).to_have_text("2.ogg")
    for key in "sgbu":
        teach.keyboard.press(key)
    assert _labels(teach) == ["good", "bad", "", "good", ""]
    expect(teach.get_by_role("button", name="Send 3 recordings")).to_be_enabled()


def test_keys_are_letters_again_outside_of_the_panel(teach: Page) -> None:
    choose(teach, _take("good_02.ogg"))
    teach.get_by_label("Who judged").click()
    teach.keyboard.type("gus")
    assert teach.get_by_label("Who judged").input_value() == "gus"
    assert _labels(teach) == [""]


def test_a_take_is_heard_by_keyboard(teach: Page) -> None:
    choose(teach, _take("good_02.ogg"), _take("bad_01.ogg"))
    teach.evaluate("""() => {
      window.heard = [];
      const play = HTMLMediaElement.prototype.play;
      HTMLMediaElement.prototype.play = function () {
        window.heard.push(this.src);
        return play.call(this);
      };
    }""")
    teach.keyboard.press("p")
    teach.keyboard.press("g")
    teach.wait_for_timeout(300)
    heard = teach.evaluate("window.heard")
    assert len(heard) == len(set(heard)) == 2, "the next take plays without being asked for"


def test_folders_are_labels(teach: Page, tmp_path: Path) -> None:
    for label, name in (("good", "good_02.ogg"), ("Bad", "bad_01.ogg"), ("other", "bad_06.ogg")):
        (tmp_path / "takes" / label).mkdir(parents=True)
        (tmp_path / "takes" / label / "take.ogg").write_bytes(_take(name)[1])
    teach.set_input_files("input[webkitdirectory]", tmp_path / "takes")
    expect(teach.locator("tbody select")).to_have_count(3)
    assert sorted(_labels(teach)) == ["", "bad", "good"]


def test_a_manifest_labels_what_it_names(teach: Page) -> None:
    manifest = '\ufefffile,label,singer\r\n"a,1.ogg",Good,Ann\r\nb.ogg,bad,\r\nc.ogg,perhaps,\r\n'
    take = _take("good_02.ogg")[1]
    drop(teach, ("a,1.ogg", take), ("b.ogg", take), ("labels.csv", manifest.encode()))
    expect(teach.get_by_text("2 usable lines; 2 of the recordings")).to_be_visible()
    assert _labels(teach) == ["good", "bad"]
    assert teach.get_by_label("Singer of a,1.ogg").input_value() == "Ann"


def test_recordings_are_kept_and_contradictions_shown(teach: Page, client: httpx.Client) -> None:
    choose(teach, _take("good_02.ogg"), ("<b>broken</b>.wav", b"nothing"))
    teach.keyboard.press("g")
    teach.keyboard.press("b")
    teach.get_by_label("Singer (where none").fill("Ann")
    teach.get_by_label("Who judged").fill("eve")
    teach.get_by_role("button", name="Send 2").click()
    expect(teach.get_by_role("cell", name="kept")).to_be_visible()
    expect(teach.locator(".bad-news")).to_contain_text("plain text")
    stored = client.get("/api/v1/data", params={"singer": "Ann"}).json()["recordings"]
    assert [(one["filename"], one["label"]) for one in stored] == [("good_02.ogg", "good")]
    expect(teach.locator(".facts")).to_contain_text("recordings")
    teach.get_by_role("button", name="Clear all").click()

    choose(teach, _take("good_02.ogg"))
    teach.keyboard.press("b")
    teach.get_by_label("Singer (where none").fill("Bob")
    teach.get_by_role("button", name="Send 1").click()
    expect(teach.get_by_text("was there before")).to_be_visible()
    expect(teach.locator(".bad-news").first).to_contain_text("singer is stored as “Ann”")


def test_a_large_labelled_recording_goes_by_the_store(
    teach: Page, long_take: bytes, client: httpx.Client
) -> None:
    choose(teach, ("long take.wav", long_take))
    teach.keyboard.press("g")
    teach.get_by_role("button", name="Send 1").click()
    expect(teach.get_by_role("cell", name="kept")).to_be_visible()
    stored = client.get("/api/v1/data", params={"label": "good"}).json()["recordings"]
    assert "long take.wav" in [one["filename"] for one in stored]


def test_too_few_recordings_are_said_to_be_too_few(teach: Page, client: httpx.Client) -> None:
    said = client.post("/api/v1/retrain", json={"data_source": "uploads"}).json()
    teach.get_by_label("Learn from").select_option("uploads")
    teach.get_by_role("button", name="Start training").click()
    expect(teach.locator(".training")).to_contain_text(said["detail"])


def _training(status: JobStatus, **more: Any) -> TrainingReply:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    nothing = dict.fromkeys(TrainingReply.model_fields)
    said: dict[str, Any] = {
        "training_id": TRAINING, "status": status, "progress": 0.0, "phase": str(status),
        "message": "", "timestamp": now, "created_at": now,
        "request": RetrainBody.model_validate({}),
    }  # fmt: skip
    return TrainingReply.model_validate({**nothing, **said, **more})


def test_progress_and_the_comparison_are_shown_as_they_come(teach: Page) -> None:
    # The service's own documents, in the order in which a training of seconds gives them.
    decision = decided()
    answers = [
        _training(JobStatus.QUEUED),
        *(
            _training(
                JobStatus.TRAINING,
                progress=10.0 * epoch,
                epoch=epoch,
                total_epochs=9,
                current_loss=1.0 / epoch,
                validation_loss=1.2 / epoch,
                seconds_left=100.0,
            )
            for epoch in (1, 2, 3)
        ),
        _training(
            JobStatus.PROMOTED, progress=100.0, version="m-1", decision=decision, reason="Better."
        ),
    ]
    left = list(answers)

    def answer(route: Route) -> None:
        body = (left.pop(0) if len(left) > 1 else left[0]).model_dump_json()
        headers = {"Retry-After": "1"}
        route.fulfill(body=body, content_type="application/json", headers=headers)

    jobs = TrainingsReply(jobs=answers[:1], next_cursor=None).model_dump_json()
    teach.route(f"**/train-status/{TRAINING}", answer)
    teach.route(
        "**/training-jobs?limit=1",
        lambda route: route.fulfill(body=jobs, content_type="application/json"),
    )
    teach.reload()
    training = teach.locator(".training")
    expect(training).to_contain_text("waiting to begin")
    expect(training).to_contain_text("epoch 2 of 9, about 2 min left")
    expect(training.get_by_role("img")).to_be_visible()
    expect(training).to_contain_text("The new model is in service. Better.")
    figures = training.locator("figure").first.locator("li").all_text_contents()
    auc = decision["challenger_auc"]
    assert figures[0] == f"new model: {auc['value']:.3f} ({auc['low']:.3f} to {auc['high']:.3f})"
    expect(training).to_contain_text(f"{round(100 * auc['value'])} of 100 pairs")


def test_the_model_in_service_has_its_history(teach: Page, client: httpx.Client) -> None:
    version = client.get("/api/v1/model-info").json()["version"]
    row = teach.get_by_role("row", name=version)
    expect(row).to_contain_text("in service")
    expect(row.get_by_role("button")).to_have_count(0)
    row.get_by_text("why").click()
    expect(row).to_contain_text("put into service")


def test_a_rollback_is_asked_for_twice_and_says_where_there_is_nothing_before(
    teach: Page, client: httpx.Client
) -> None:
    said = client.post("/api/v1/models/rollback").json()
    rollback = teach.get_by_role("button", name="Go back to the model before")
    rollback.click()
    with_dialog = teach.get_by_role("dialog")
    with_dialog.get_by_role("button", name="Leave it").click()
    assert teach.get_by_role("alert").count() == 0
    rollback.click()
    teach.keyboard.type("it sounded better")
    with teach.expect_request("**/models/rollback") as asked:
        with_dialog.get_by_role("button", name="Do it").click()
    assert asked.value.post_data_json == {"reason": "it sounded better"}
    expect(teach.get_by_role("alert")).to_contain_text(said["title"])


def test_a_rejected_model_is_put_into_service_only_by_overriding(teach: Page) -> None:
    models = teach.evaluate("fetch('/api/v1/models').then((answer) => answer.json())")
    rejected = {**models["models"][0], "version": "m-2", "status": "rejected"}
    models["models"].append(rejected)
    teach.route("**/models?limit=100", lambda route: route.fulfill(json=models))
    teach.reload()
    teach.get_by_role("button", name="Put m-2 into service").click()
    dialog = teach.get_by_role("dialog")
    expect(dialog).to_contain_text("The comparison rejected this model")
    with teach.expect_request("**/models/m-2/promote") as asked:
        dialog.get_by_role("button", name="Do it").click()
    assert asked.value.post_data_json == {"reason": "", "override": True}
    expect(teach.get_by_role("alert")).to_be_visible()  # the service knows of no such model
