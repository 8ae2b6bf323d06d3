"""Confirm the rule that weighs recordings against the base, on raters it was not picked on.

What ``make learning-curve SEEDS="21 22"`` measures: for each seed singers, takes and the juries'
errors are drawn anew, and nothing is picked any more. Three sources, as a retraining may be asked
for them: the base alone, the recordings alone, and both as the rule weighs them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.experiments.curve import (
    CHOSEN,
    SIZES,
    Curve,
    between,
    curve_table,
    draws,
    summarised,
)
from benchmarks.experiments.sampling import Pool, auditions, held_out_pool, judged_by
from benchmarks.experiments.synthetic_raters import JURIES
from training_job.job.training_data import TrainingData

WAYS: Final = {"base": "base", "uploads": "uploads", CHOSEN: "uploads+base"}
LEAD: Final = "uploads+base less uploads"
BEGIN, END = "<!-- begin confirmed -->", "<!-- end confirmed -->"


def pooled(
    name: str, pools: Sequence[tuple[TrainingData, Pool]], sizes: Sequence[int] = SIZES
) -> Curve:
    """Measure the three sources on several pools as one.

    The last column is the difference of the last two sources, draw by draw: paired.
    """
    found = [draws(material, draw, sizes) for material, draw in pools]
    joined = {}
    for size in sizes:
        values = {
            source: np.concatenate([each[size][way] for each in found])
            for way, source in WAYS.items()
        }
        values[LEAD] = values["uploads+base"] - values["uploads"]
        joined[size] = {source: each.tolist() for source, each in values.items()}
    return summarised(name, joined)


def main(seeds: Sequence[int], out: Path, workers: int) -> None:
    """Write the tables of both juries between the marks of a document, and print them."""
    taken = {seed: auditions(workers, seed) for seed in seeds}
    parts = []
    for jury in JURIES:
        pools = []
        for seed, data in taken.items():
            material = judged_by(jury, data, seed)
            pools.append((material, held_out_pool(material, seed)))
        parts.append(curve_table(pooled(f"the jury that hears {jury.name}", pools)))
    named = f"Seeds: {', '.join(map(str, seeds))}."
    between(out, "\n\n".join([named, *parts]), BEGIN, END)
