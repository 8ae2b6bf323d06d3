"""Leak demonstration: why a splendid score can mean nothing; anybody can run it again.

    24 synthetic singers x 4 clips ── 5 copies each, altered ── 37 acoustic features
    label: tossed once per SINGER, so it has nothing to do with how anybody sings
    same model, same features:   split by copy  |  split by clip  |  split by singer

There is nothing to learn. A split that lets copies of one clip, or clips of one singer, lie on
both sides rewards a model for recognising what it has already heard; a split by singer does
not. The system before this one altered every recording several times and split the copies at
random [1]_.

References
----------
.. [1] Kaufman et al. "Leakage in data mining: formulation, detection, and avoidance." ACM
   Transactions on Knowledge Discovery from Data 6, 2012.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from talent.features.extract import extract
from talent.learning.metrics import auc
from training_job.models.dataset import to_sound
from training_job.models.linear import fit_logistic
from training_job.models.scaling import Array, fit_scaling
from training_job.singer import Clip, ClipSpec, plan_clip, render

SINGERS: Final = 24
CLIPS: Final = 4
COPIES: Final = 5
SECONDS: Final = 6.0
DRAWS: Final = 40
"""Times that the labels are tossed again, for the interval."""
FOLDS: Final = 8
STRENGTH: Final = 1.0
"""C of the logistic regression, the usual default."""

Rows = NDArray[np.int64]


class Result(NamedTuple):
    """AUC under one way of splitting: mean, and 2.5 and 97.5 percentile over the labels."""

    split: str
    auc: float
    low: float
    high: float


def main(seed: int = 1, workers: int = 2) -> None:
    """Run the experiment and print its table."""
    print(f"{SINGERS} synthetic singers x {CLIPS} clips x {COPIES} altered copies, {SECONDS:g} s")
    results = experiment(seed, workers)
    print(f"labels tossed per singer, {DRAWS} times; chance is 0.5\n")
    print("split              AUC    [95 % of the draws]")
    for result in results:
        print(f"{result.split:<16} {result.auc:6.3f}   [{result.low:.3f}, {result.high:.3f}]")


def experiment(seed: int, workers: int) -> list[Result]:
    """Return the AUC of the same model under three ways of splitting the same data."""
    specs = [
        plan_clip(seed, singer, clip, seconds=SECONDS)
        for singer in range(SINGERS)
        for clip in range(CLIPS)
    ]
    features = np.concatenate(list(render(specs, workers=workers, each=copies_of)))
    copy = np.arange(len(features))
    clip = copy // COPIES
    singer = clip // CLIPS
    rng = np.random.default_rng(seed)
    splits = {"by copy": copy, "by clip": clip, "by singer": singer}
    found: dict[str, list[float]] = {name: [] for name in splits}
    for _ in range(DRAWS):
        labels = rng.permutation(np.arange(SINGERS) % 2)[singer]
        for name, unit in splits.items():
            folds = rng.permutation(np.arange(unit.max() + 1) % FOLDS)[unit]
            found[name].append(auc(labels, cross_validated(features, labels, folds)))
    return [
        Result(name, float(np.mean(values)), *np.quantile(values, [0.025, 0.975]).tolist())
        for name, values in found.items()
    ]


def copies_of(clip: Clip) -> Array:
    """Return the 37 features of a clip's altered copies, shape (COPIES, 37).

    Each has other noise, another level and, by up to 3 %, another speed and so pitch.
    """
    rng = np.random.default_rng([clip.spec.seed, clip.spec.singer_number, clip.spec.clip_number])
    return np.stack([acoustic_row(_altered(clip, rng)) for _ in range(COPIES)])


def acoustic_row(clip: Clip) -> Array:
    """Return the acoustic features of a clip, shape (37,)."""
    return extract(to_sound(clip), "acoustic")


def sing(specs: Sequence[ClipSpec], workers: int) -> Array:
    """Return the acoustic features of many clips, shape (n, 37)."""
    return np.stack(list(render(specs, workers=workers, each=acoustic_row)))


def cross_validated(features: Array, labels: Rows, folds: Rows) -> Array:
    """Return a logit for every row, shape (n,), by a model that did not see the row's fold."""
    logits = np.empty(len(labels))
    for fold in np.unique(folds):
        away = folds == fold
        scaling = fit_scaling(features[~away])
        weights, bias = fit_logistic(
            scaling(features[~away]), labels[~away], STRENGTH, bounded=False
        )
        logits[away] = scaling(features[away]) @ weights + bias
    return logits


def _altered(clip: Clip, rng: np.random.Generator) -> Clip:
    count = len(clip.samples)
    faster = np.arange(0.0, count - 1.0, rng.uniform(0.97, 1.03))
    samples = np.interp(faster, np.arange(count), clip.samples)
    level = float(np.sqrt(np.mean(np.square(samples)))) * 10 ** (-rng.uniform(25.0, 40.0) / 20.0)
    samples += rng.normal(0.0, level, len(samples))
    samples *= 10 ** (rng.uniform(-6.0, 0.0) / 20.0)
    return replace(clip, samples=samples.astype(np.float32))
