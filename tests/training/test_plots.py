"""Charts: what is drawn is what the numbers say, and it can be read."""

import io
import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from talent.features.catalogue import CHARTS
from talent.learning import folds_of
from talent.learning.distributions import CLASSES, QUANTILES, class_distributions
from talent.model.artifact import DEFAULT_FOLDER, MANIFEST, sha256
from talent.model.manifest import Manifest
from talent.model.visuals import DISTRIBUTIONS, IMPORTANCE, INDEX, TRAINING, ChartIndex
from training_job.charts.model_charts import of_data, of_training
from training_job.charts.plots import SPREADS, TRAINED
from training_job.default_model.base import load_base
from training_job.models.dataset import Dataset

SMALL = 60_000
"""Bytes of the largest file."""
SVG = "{http://www.w3.org/2000/svg}"
CURVES = {
    "network-1": [(n, 0.8 / n, 0.3 + 0.5 / n, 0.6) for n in range(1, 21)],
    "network-2": [(n, 0.9 / n, 0.35 + 0.5 / n, 0.6) for n in range(1, 16)],
}
FACTS = {
    "training_id": "0" * 32,
    "version": "v-1",
    "mode": "held_out",
    "measured_on": "takes " * 30,
}


@pytest.fixture(scope="module")
def base() -> Dataset:
    return load_base("all")


@pytest.fixture(scope="module")
def trained(base: Dataset) -> dict[str, bytes]:
    rng = np.random.default_rng(1)
    said = np.clip(0.6 * base.skills + 0.4 * rng.random(len(base)), 0.0, 1.0)
    return of_training(base, said, CURVES, shipped=True, facts=FACTS)


def default(name: str) -> bytes:
    return (DEFAULT_FOLDER / name).read_bytes()


def element(svg: bytes, name: str) -> ElementTree.Element:
    """Return the part of a drawing with an identifier, or the path itself."""
    root = ElementTree.fromstring(svg)
    (found,) = (each for each in root.iter() if each.get("id") == name)
    return found


def points(part: ElementTree.Element) -> NDArray[np.float64]:
    """Return the corners of the first path in a part, shape (n, 2), y downwards."""
    path = part if part.tag == f"{SVG}path" else next(part.iter(f"{SVG}path"))
    found: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([MLHVz])([-\d. ]*)", path.get("d", "")):
        values = [float(number) for number in numbers.split()]
        if command in "ML":
            found.append((values[0], values[1]))
        elif command == "H":
            found.append((values[0], found[-1][1]))
        elif command == "V":
            found.append((found[-1][0], values[0]))
    return np.array(found)


def steps(svg: bytes, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the bins of a drawn histogram begin, and how high they are, in points."""
    corners = points(element(svg, name))
    floor = corners[0, 1]
    tops = corners[1:-1]  # from the floor, twice per bin, and down again
    assert len(tops) % 2 == 0
    np.testing.assert_array_equal(tops[::2, 1], tops[1::2, 1])
    return tops[::2, 0], floor - tops[::2, 1]


def on_a_line(drawn: NDArray[np.float64], numbers: NDArray[np.float64]) -> bool:
    """Say whether something drawn lies where the numbers do on some axis, as `proportional`."""
    design = np.stack([numbers, np.ones(len(numbers))], axis=1)
    return bool(
        np.abs(design @ np.linalg.lstsq(design, drawn, rcond=None)[0] - drawn).max() <= 0.11
    )


def proportional(drawn: NDArray[np.float64], numbers: NDArray[np.float64]) -> bool:
    """Say whether something drawn has the numbers' proportions, to a tenth of a point."""
    scale = float(drawn @ numbers / (numbers @ numbers))
    return scale > 0.0 and bool(np.abs(drawn - scale * numbers).max() <= 0.11)


@pytest.mark.parametrize("chart", ["spectral", "singing"])
def test_the_histograms_are_those_of_the_numbers(chart: str) -> None:
    features, svg = json.loads(default(DISTRIBUTIONS))["features"], default(f"plots/{chart}.svg")
    for name in CHARTS[chart]:
        edges = np.array(features[name]["edges"])
        shares = {}
        for label in CLASSES:
            part = features[name][label]
            left, high = steps(svg, f"{name}.{label}")
            shares[label] = np.array(part["counts"]) / part["n"]
            assert proportional(high, shares[label]), (name, label)
            assert on_a_line(left, edges[:-1])
        # Both classes on one scale.
        both = np.concatenate([steps(svg, f"{name}.{label}")[1] for label in CLASSES])
        assert proportional(both, np.concatenate([shares[label] for label in CLASSES]))


def test_the_boxes_are_at_the_medians() -> None:
    features, svg = json.loads(default(DISTRIBUTIONS))["features"], default("plots/mfcc.svg")
    for kind in ("mean", "std"):
        names = [f"mfcc_{number:02d}_{kind}" for number in range(2, 14)]
        drawn = [points(element(svg, f"{n}.{c}.median"))[0, 1] for n in names for c in CLASSES]
        medians = [
            features[n][c]["quantiles"][QUANTILES.index(0.5)] for n in names for c in CLASSES
        ]
        assert on_a_line(np.array(drawn), np.array(medians))
        assert np.ptp(drawn) > 20.0


def test_the_curves_are_those_of_the_numbers(trained: dict[str, bytes]) -> None:
    record: dict[str, Any] = json.loads(trained[TRAINING])
    roc = record["roc"]
    drawn = points(element(trained["plots/roc.svg"], "roc"))
    assert on_a_line(drawn[:, 0], np.array(roc["false_positive_rate"]))
    assert on_a_line(drawn[:, 1], np.array(roc["true_positive_rate"]))
    for curve in record["learning_curves"]:
        losses = np.array([each["validation_loss"] for each in curve["epochs"]])
        line = points(
            element(trained["plots/learning-curves.svg"], f"{curve['name']}.validation_loss")
        )
        assert on_a_line(line[:, 1], losses)
    for label in CLASSES:
        _, high = steps(trained["plots/scores.svg"], f"scores.{label}")
        assert proportional(high, np.array(record["scores"][label], dtype=np.float64))
    drawing = ElementTree.fromstring(trained["plots/confusion.svg"])
    words = [text.text for text in drawing.iter(f"{SVG}text")]
    for count in np.ravel(record["confusion"]["counts"]):
        assert any(str(count) in (word or "") for word in words)


def test_every_picture_shows_something(trained: dict[str, bytes]) -> None:
    pictures = {f"plots/{name}.png": default(f"plots/{name}.png") for name in SPREADS}
    pictures |= {name: content for name, content in trained.items() if name.endswith(".png")}
    assert len(pictures) == len(SPREADS) + len(TRAINED)
    for content in pictures.values():
        image = Image.open(io.BytesIO(content)).convert("L")
        shades = np.asarray(image)
        assert min(image.size) >= 400
        assert 0.01 < float((shades < 160).mean()) < 0.6
        # Nothing is cut off: the outermost pixels are white.
        border = np.concatenate([shades[0], shades[-1], shades[:, 0], shades[:, -1]])
        assert border.min() > 240


def test_every_drawing_says_what_it_shows(trained: dict[str, bytes]) -> None:
    version = Manifest.from_json(default(MANIFEST)).version
    for name in SPREADS:
        svg = default(f"plots/{name}.svg").decode()
        assert version in svg
        assert "277 good and 274 bad takes by 144 singers" in svg
        assert "<title>" in svg
    assert "v-1" in trained["plots/overview.svg"].decode()


def test_the_same_numbers_give_the_same_bytes(base: Dataset, trained: dict[str, bytes]) -> None:
    manifest = Manifest.from_json(default(MANIFEST))
    known = base.where(~np.isin(folds_of(base.groups), manifest.training["test_folds"]))
    again = of_data(known, version=manifest.version, sung_by="a synthetic singer's many voices")
    assert again[DISTRIBUTIONS] == default(DISTRIBUTIONS)
    assert again == of_data(
        known, version=manifest.version, sung_by="a synthetic singer's many voices"
    )
    for name in SPREADS:
        assert again[f"plots/{name}.svg"] == default(f"plots/{name}.svg")
        mine, committed = (
            np.asarray(Image.open(io.BytesIO(content)).convert("L"), dtype=np.int64)
            for content in (again[f"plots/{name}.png"], default(f"plots/{name}.png"))
        )
        assert np.abs(mine - committed).max() <= 8  # other processors may round a shade otherwise


def test_what_comes_with_the_default_model_is_whole_and_small() -> None:
    index = ChartIndex.from_json(default(INDEX))
    manifest = Manifest.from_json(default(MANIFEST))
    assert index.version == manifest.version
    charts = {f"plots/{name}.{kind}" for name in SPREADS for kind in ("png", "svg")}
    assert set(index.files) == {DISTRIBUTIONS, IMPORTANCE, *charts}
    for name, digest in index.files.items():
        assert sha256(default(name)) == digest
        assert len(default(name)) < SMALL
    total = sum(path.stat().st_size for path in DEFAULT_FOLDER.rglob("*") if path.is_file())
    assert total < 400_000


def test_the_distributions_are_of_the_training_part(base: Dataset) -> None:
    record, manifest = json.loads(default(DISTRIBUTIONS)), Manifest.from_json(default(MANIFEST))
    known = base.where(~np.isin(folds_of(base.groups), manifest.training["test_folds"]))
    assert record["features"] == class_distributions(known.features, known.labels, known.names)
    assert record["takes"] == {"bad": 274, "good": 277}


def test_a_tiny_and_one_sided_training_can_be_drawn(base: Dataset) -> None:
    few = base.where(np.arange(len(base)) < 3)
    holes = np.full_like(few.features, np.nan)
    holes[:, :5] = 1.0
    tiny = replace(few, features=holes, labels=np.ones(3, dtype=np.int64))
    files = of_data(tiny, version="v", sung_by="few")
    files |= of_training(tiny, np.array([0.2, 0.4, 0.9]), {}, shipped=False, facts=FACTS)
    for name, content in files.items():
        if name.endswith(".svg"):
            ElementTree.fromstring(content)
