"""Champion against challenger as a picture: what is drawn is what was decided."""

import io
import json
import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from functions.api.charts.drawing.comparison import (
    AUC,
    DIFFERENCE,
    NEAR,
    NEW,
    OLD,
    axis_of,
    comparison,
)
from functions.http.lambda_adapter import Handler
from talent.aws.jobs import DynamoJobs
from talent.learning.gate import gate_candidate
from talent.trainings.job import Job, JobStatus
from talent.trainings.request import TrainingRequest
from tests.decided import decided
from tests.functional.events import Reply, call, event, problem
from tests.unit.takes import NOW

SVG = "{http://www.w3.org/2000/svg}"
TRAINING = "0123456789abcdef" * 2
PATH = f"/api/v1/visualizations/training/{TRAINING}"


def pixels(content: bytes) -> NDArray[np.float64]:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), dtype=np.float64)


def of_colour(image: NDArray[np.float64], colour: str) -> NDArray[np.bool_]:
    wanted = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return np.asarray(np.abs(image - wanted).max(axis=2) < 100)


@pytest.mark.parametrize("noise", [0.5, 0.9, 3.0])
def test_the_drawing_has_the_numbers_of_the_decided(noise: float) -> None:
    found = decided(noise)
    root = ElementTree.fromstring(comparison(found, "svg"))
    parts = {part.get("id"): part for part in root.iter() if part.get("id")}
    near = axis_of(found["auc_difference"])
    for name, key, axis in (
        ("new", "challenger_auc", AUC),
        ("in service", "champion_auc", AUC),
        ("difference", "auc_difference", near),
    ):
        figure, drawn = found[key], parts[f"{name}.interval"]
        assert float(parts[name].get("cx", "")) == pytest.approx(axis.at(figure["value"]), abs=0.01)
        for end, where in (("low", "x1"), ("high", "x2")):
            assert float(drawn.get(where, "")) == pytest.approx(axis.at(figure[end]), abs=0.01)
    words = [text.text or "" for text in root.iter(f"{SVG}text")]
    value = found["auc_difference"]["value"]
    assert any(word.startswith(f"{value:.3f} [") for word in words)
    assert "New model retrained-<2>" in words


def test_the_pixels_are_where_the_numbers_are() -> None:
    found = decided()
    image = pixels(comparison(found, "png"))
    assert image.shape[:2] == (372, 640)
    assert 0.01 < float((image.mean(axis=2) < 160).mean()) < 0.2
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assert border.min() == 255.0
    for key, colour, row in (("challenger_auc", NEW, 128), ("champion_auc", OLD, 156)):
        first, last = int(AUC.at(AUC.low)), int(AUC.at(AUC.high))  # beside the axis are words
        columns = first + np.flatnonzero(of_colour(image, colour)[row, first : last + 1])
        assert columns[0] == pytest.approx(AUC.at(found[key]["low"]), abs=1.5)
        assert columns[-1] == pytest.approx(AUC.at(found[key]["high"]), abs=1.5)


def test_a_difference_that_is_large_has_an_axis_for_it() -> None:
    assert axis_of({"value": 0.1, "low": -0.1, "high": 0.29}) == NEAR
    assert axis_of({"value": 0.4, "low": None, "high": None}) == DIFFERENCE


@pytest.mark.parametrize("form", ["png", "svg"])
def test_what_is_undefined_is_said_to_be(form: Any) -> None:
    nothing = gate_candidate([], [], [], []).as_record()
    content = comparison({**nothing, "champion": "\u00e9" * 100, "challenger": "x" * 100}, form)
    if form == "svg":
        words = [each.text for each in ElementTree.fromstring(content).iter(f"{SVG}text")]
        assert words.count("undefined") == 3
    else:
        assert pixels(content).min() < 100.0


def test_letters_beyond_ascii_are_drawn_as_themselves() -> None:
    drawn = {name: comparison({**decided(), "champion": name}, "png") for name in ("é", "ü", "?")}
    assert len(set(drawn.values())) == 3


@pytest.mark.usefixtures("aws")
def test_it_is_had_in_every_form_once_it_was_decided(api: Handler, jobs: DynamoJobs) -> None:
    def get(**query: str) -> Reply:
        return call(api, event("GET", PATH, query={"chart": "comparison", **query}))

    job = Job(TRAINING, JobStatus.QUEUED, TrainingRequest(), NOW, NOW)
    jobs.begin(job)
    missing = problem(get(), 404, "visuals_missing")
    assert "not compared" in missing["detail"]
    for status in (JobStatus.SNAPSHOTTING, JobStatus.TRAINING, JobStatus.DECIDING):
        job = jobs.move(job, status, now=NOW)
    found = json.loads(json.dumps(decided()))
    jobs.move(job, JobStatus.REJECTED, now=NOW, decision=found)
    for form, kind in (("png", "image/png"), ("svg", "image/svg+xml")):
        reply = get(format=form)
        assert (reply.status, reply.headers["content-type"]) == (200, kind)
        assert reply.body == comparison(found, form)  # type: ignore[arg-type] # one of the literals
        again = {"If-None-Match": reply.headers["etag"]}
        query = {"chart": "comparison", "format": form}
        assert call(api, event("GET", PATH, headers=again, query=query)).status == 304
