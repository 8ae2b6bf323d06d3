"""Learning curve: how much recordings help, and beside how much of the base.

What ``make learning-curve`` and ``make demo`` measure. Two synthetic juries
(:mod:`benchmarks.experiments.synthetic_raters`) label the same takes by a rule of their own. From a
pool of singers some are drawn, two takes each; a model learns from them, from the base or from
both, and is judged on other singers. Only the linear kind is trained here: the question is what to
learn from. Where a folder of rated recordings is given, its singers are divided at random instead,
again and again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from benchmarks.experiments.sampling import (
    Pool,
    Rows,
    auditions,
    divided_pool,
    held_out_pool,
    judged_by,
    rated,
)
from benchmarks.experiments.synthetic_raters import JURIES
from talent.learning import draw_groups
from talent.learning.metrics import auc
from training_job.default_model.base import load_base
from training_job.job.training_data import Role, TrainingData, from_base, join
from training_job.models.linear import directions_of, fit_linear, linear_logits
from training_job.models.model_selection import prefer_weight
from training_job.models.scaling import Array, fit_scaling

SIZES: Final = (10, 20, 50, 100, 200)
RATED_SIZES: Final = (10, 20, 40, 100, 200)
WEIGHTS: Final = (0.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
REPEATS: Final = 10

CHOSEN: Final = "chosen"
"""The weight of the base that cross-validation among the recordings prefers: the default."""


class Point(NamedTuple):
    """AUC at one size by one way of learning: mean, and 2.5 and 97.5 percentile.

    The interval is over what was drawn to learn from and, within it, over the singers judged.
    """

    way: str
    auc: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """The points of one source of labels, by number of recordings."""

    name: str
    points: dict[int, list[Point]]


def summarised(name: str, found: Mapping[int, Mapping[str, Sequence[float]]]) -> Curve:
    """Return what was measured, by size and way, as a curve."""
    points = {
        size: [point(way, values) for way, values in ways.items()] for size, ways in found.items()
    }
    return Curve(name, points)


def draws(
    material: TrainingData,
    draw: Pool,
    sizes: Sequence[int] = SIZES,
    *,
    repeats: int = REPEATS,
    weights: Sequence[float] = WEIGHTS,
) -> dict[int, dict[str, list[float]]]:
    """Return by size and way every AUC that was measured, in the same order for every way.

    Of each draw of recordings first the AUC on all who are judged, then those on 20 draws of
    them.
    """
    known = load_base()
    base = from_base(known, Role.BASE)
    alone, _ = _fit(from_base(known, Role.JUDGED), 0.0)
    measured = {}
    for size in sizes:
        found: dict[str, list[float]] = {}
        for repeat in range(repeats):
            rows, away = draw(size, repeat)
            test = material.data.labels[away]
            if min(len(set(test.tolist())), len(set(material.data.labels[rows].tolist()))) < 2:
                continue
            models = {"base": alone} | _learned(_rows(material, rows), base, weights)
            resample = draw_groups(material.data.groups[away], resamples=20, seed=repeat)
            for way, model in models.items():
                scores = model(material.data.features[away])
                values = [auc(test, scores), *(auc(test[r], scores[r]) for r in resample)]
                found.setdefault(way, []).extend(values)
        measured[size] = found
    return measured


def _learned(
    own: TrainingData, base: TrainingData, weights: Sequence[float]
) -> dict[str, Callable[[Array], Array]]:
    """Return a model of each weight of the base, and of the one that is chosen."""
    models, guesses = {}, {}
    for weight in weights:
        rows = own if weight == 0.0 else join(own, base)
        models[weight], guesses[weight] = _fit(rows, weight)
    chosen = prefer_weight(own.data.labels, own.data.groups, guesses)
    named = {_name(weight): model for weight, model in models.items()}
    return named | {CHOSEN: models[chosen]}


def _fit(rows: TrainingData, weight: float) -> tuple[Callable[[Array], Array], Array]:
    """Return a model, and what models that did not know the singer say of what is judged."""
    data, weights, parts = rows.data, rows.weights(weight), rows.parts()
    strength, guesses = linear_logits(data, parts, weights)
    scaling = fit_scaling(data.features, weights)
    directions = directions_of(data.names)
    linear = fit_linear(scaling(data.features), data.labels, parts, directions, weights, strength)
    return lambda features: linear.logits(scaling(features)), guesses[rows.judged]


def _rows(material: TrainingData, rows: Rows) -> TrainingData:
    return material.where(np.isin(np.arange(len(material)), rows))


def _name(weight: float) -> str:
    return f"base as {weight:g}" if weight else "uploads"


def point(way: str, values: Sequence[float]) -> Point:
    """Return the mean of what was measured, and its 2.5 and 97.5 percentile."""
    known = np.array(values)[np.isfinite(values)]
    low, high = np.quantile(known, [0.025, 0.975])
    return Point(way, float(known.mean()), float(low), float(high))


def curves(folder: Path | None, workers: int) -> list[Curve]:
    """Return the curves of both juries and, where a folder is given, of rated recordings."""
    data = auditions(workers)
    found = []
    for jury in JURIES:
        material = judged_by(jury, data)
        measured = draws(material, held_out_pool(material))
        found.append(summarised(f"the jury that hears {jury.name}", measured))
    if folder is not None:
        material = rated(folder)
        sizes = tuple(size for size in RATED_SIZES if size < 0.9 * len(material))
        name = f"{len(material)} recordings that people rated"
        found.append(summarised(name, draws(material, divided_pool(material), sizes)))
    return found


def curve_table(curve: Curve) -> str:
    """Return a curve as a table in Markdown, with the ways of learning as columns."""
    ways = [point.way for point in next(iter(curve.points.values()))]
    lines = [
        f"### {curve.name[0].upper()}{curve.name[1:]}",
        "",
        "| recordings | " + " | ".join(ways) + " |",
        "|---|" + "---|" * len(ways),
    ]
    for size, points in curve.points.items():
        best = max(point.auc for point in points)
        cells = [
            f"{'**' if point.auc == best else ''}{point.auc:.3f}"
            f"{'**' if point.auc == best else ''} [{point.low:.2f}, {point.high:.2f}]"
            for point in points
        ]
        lines.append(f"| {size} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(folder: Path | None, out: Path, workers: int) -> None:
    """Write the tables between the marks of a document, and print them."""
    text = "\n\n".join(curve_table(curve) for curve in curves(folder, workers))
    between(out, text, "<!-- begin measured -->", "<!-- end measured -->")


def between(out: Path, text: str, begin: str, end: str) -> None:
    """Write a text between two marks of a document, and print it."""
    before, _, rest = out.read_text().partition(begin)
    _, _, after = rest.partition(end)
    out.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
    print(text)


def demo(workers: int) -> None:
    """Print the AUC before and after retraining on each jury, on singers not in training."""
    data = auditions(workers)
    print(f"{len(data)} takes by {len(set(data.groups.tolist()))} synthetic singers, two juries.")
    print("AUC on singers not in training [95 %: draws of 100 recordings and of singers]\n")
    print(f"{'the jury hears':<16}{'before: base alone':<25}{'after: 100 recordings, chosen'}")
    for jury in JURIES:
        material = judged_by(jury, data)
        measured = draws(material, held_out_pool(material), (100,))[100]
        points = [point(way, measured[way]) for way in ("base", CHOSEN)]
        cells = [f"{each.auc:.3f} [{each.low:.3f}, {each.high:.3f}]" for each in points]
        print(f"{jury.name:<16}{cells[0]:<25}{cells[1]}")
