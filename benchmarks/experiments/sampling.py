"""Sample singers to learn from and others to test on, to measure what recordings are worth.

From a pool of takes some singers are drawn to learn from; whoever is judged is somebody else.
The takes are either those two juries hear (:mod:`benchmarks.experiments.synthetic_raters`), sung
once and kept in the build folder, or recordings that people rated.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.experiments.synthetic_raters import Jury, labels_by, plan_auditions
from talent.errors import TalentError
from talent.learning import folds_of
from talent.learning.splits import group_of
from training_job import ROOT
from training_job.job.training_data import Role, TrainingData
from training_job.models.dataset import Dataset, make_dataset

SINGERS: Final = 240
TAKES: Final = 3
SEED: Final = 11
PER_SINGER: Final = 2
TEST_FOLDS: Final = (0, 1, 2)
CACHE: Final = ROOT / "build"

Rows = NDArray[np.int64]
Pool = Callable[[int, int], tuple[Rows, Rows]]
"""Number of recordings and of the repeat, to rows to learn from and rows to judge."""


def auditions(workers: int, seed: int = SEED, cache: Path = CACHE) -> Dataset:
    """Return the takes the juries hear, measured; sung once and kept in the build folder.

    Parameters
    ----------
    seed : of singers, takes and the juries' errors: another one is other people altogether.
    """
    kept = cache / f"juries-{seed}.npz"
    if kept.is_file():
        return Dataset.load(kept)
    from tqdm import tqdm

    specs = plan_auditions(SINGERS, TAKES, seed)
    with tqdm(total=len(specs), unit="take", desc="sing and analyse") as bar:
        data = make_dataset(specs, workers=workers, after_each=bar.update)
    cache.mkdir(parents=True, exist_ok=True)
    data.save(kept)
    return data


def judged_by(jury: Jury, data: Dataset, seed: int = SEED) -> TrainingData:
    """Return the takes of a seed with a jury's labels."""
    specs = plan_auditions(SINGERS, TAKES, seed)
    said = dict(zip([spec.clip_id for spec in specs], labels_by(jury, specs).tolist(), strict=True))
    labels = np.array([said[name] for name in data.recordings.tolist()], dtype=np.int64)
    judged = Dataset(data.features, labels, labels.astype(np.float64), data.groups, data.recordings)
    return TrainingData(judged, np.full(len(data), Role.JUDGED), folds_of(data.groups))


def rated(folder: Path) -> TrainingData:
    """Return recordings that people rated, measured."""
    from talent.audio.decode import decode
    from talent.features.extract import analyse
    from talent.features.quality import assess
    from training_job.job.rated_folder import read_table

    kept = []
    for each in read_table(folder):
        try:
            analysis = analyse(decode(each.path.read_bytes()))
            assess(analysis)
        except TalentError:
            continue
        kept.append((each, analysis.vector))
    labels = np.array([each.label for each, _ in kept], dtype=np.int64)
    groups = np.array([group_of(each.group, each.path.name) for each, _ in kept])
    names = np.array([each.path.name for each, _ in kept])
    features = np.stack([vector for _, vector in kept])
    data = Dataset(features, labels, labels.astype(np.float64), groups, names)
    return TrainingData(data, np.full(len(kept), Role.JUDGED), folds_of(groups))


def held_out_pool(material: TrainingData, seed: int = SEED) -> Pool:
    """Return what draws recordings by some singers, always to be judged on the same others."""
    away = np.isin(material.folds, TEST_FOLDS)

    def draw(size: int, repeat: int) -> tuple[Rows, Rows]:
        rng = np.random.default_rng([seed, size, repeat])
        known = np.flatnonzero(~away)
        rows: list[int] = []
        for singer in rng.permutation(np.unique(material.data.groups[known])):
            rows += known[material.data.groups[known] == singer][:PER_SINGER].tolist()
            if len(rows) >= size:
                break
        return np.array(rows[:size]), np.flatnonzero(away)

    return draw


def divided_pool(material: TrainingData) -> Pool:
    """Return what divides the singers at random into those learned from and all others."""

    def draw(size: int, repeat: int) -> tuple[Rows, Rows]:
        rng = np.random.default_rng([SEED, size, repeat])
        groups, rows = material.data.groups, np.array([], dtype=np.int64)
        for singer in rng.permutation(np.unique(groups)):
            rows = np.append(rows, np.flatnonzero(groups == singer))
            if len(rows) >= size:
                break
        return rows, np.flatnonzero(~np.isin(groups, groups[rows]))

    return draw
