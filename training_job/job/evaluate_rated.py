"""Judge the model in service on rated recordings, by the very path that serves uploads."""

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from talent.errors import TalentError
from talent.learning import evaluate
from talent.model.artifact import Model, load_model, read_folder
from talent.prediction.predict import predict
from training_job import LAYER
from training_job.job.rated_folder import Rated, read_table

DEFAULT_MODEL: Final = LAYER / "talent" / "model" / "default"
UNKNOWN: Final = 0.5
"""Probability that stands for a take which the model refused to judge."""

FIGURES: Final = (
    ("auc", "AUC"),
    ("spearman", "Spearman"),
    ("balanced_accuracy", "balanced accuracy"),
    ("accuracy", "accuracy"),
    ("brier", "Brier score"),
    ("calibration_error", "calibration error"),
)


class Verdict(NamedTuple):
    """Probability of good, or the code of the refusal."""

    probability: float | None
    refused: str | None


def main(
    where: Path,
    *,
    model: Path = DEFAULT_MODEL,
    good_from: float | None,
    workers: int,
    as_json: bool,
) -> None:
    """Print how well a model agrees with the people who rated the recordings in a folder."""
    rated = read_table(where, good_from)
    record = evaluate_rated(rated, model, workers=workers, progress=not as_json)
    print(json.dumps(record, indent=2) if as_json else verdict_table(record))


def evaluate_rated(
    rated: Sequence[Rated], model: Path, *, workers: int = 1, progress: bool = False
) -> dict[str, Any]:
    """Judge recordings and compare with their ratings.

    Returns
    -------
    dict with ``model``, ``n``, ``refused`` (by code), ``judged`` (without refused takes) and
    ``all`` (refused takes count with probability 0.5), the last two as
    :func:`talent.learning.evaluate` makes them; ``judged`` is None if all were refused.
    """
    version = _model(model).manifest.version  # fails here, once, rather than in every worker
    verdicts = _judge_all(rated, model, workers, progress)
    refused = Counter(verdict.refused for verdict in verdicts if verdict.refused)
    kept = [i for i, verdict in enumerate(verdicts) if verdict.refused is None]
    return {
        "model": version,
        "n": len(rated),
        "refused": dict(sorted(refused.items())),
        "judged": _figures(rated, verdicts, kept, "takes that were not refused") if kept else None,
        "all": _figures(rated, verdicts, range(len(rated)), "all takes; refused ones count as 0.5"),
    }


def verdict_table(record: dict[str, Any]) -> str:
    """Return the record as a table for a terminal."""
    refused = ", ".join(f"{code} {count}" for code, count in record["refused"].items()) or "none"
    lines = [
        f"model        {record['model']}",
        f"recordings   {record['n']}",
        f"refused      {sum(record['refused'].values())} ({refused})",
    ]
    for key in ("judged", "all"):
        if (figures := record[key]) is None:
            continue
        lines += [
            "",
            f"{figures['measured_on']}: n = {figures['n']}, groups = {figures['singers']}",
        ]
        lines += [f"  {title:<19}{_cell(figures[name])}" for name, title in FIGURES]
        lines += [f"  {'majority baseline':<19}{figures['majority_baseline']:6.3f}  (accuracy)"]
    return "\n".join([*lines, "", f"In brackets: {record['all']['interval']}."])


def _cell(figure: dict[str, float | None]) -> str:
    if figure["value"] is None:
        return "undefined: one kind of take only"
    ends = [figure["low"], figure["high"]]
    interval = " to ".join("?" if end is None else f"{end:.3f}" for end in ends)
    return f"{figure['value']:6.3f}  [{interval}]"


def _figures(
    rated: Sequence[Rated], verdicts: Sequence[Verdict], rows: Sequence[int], measured_on: str
) -> dict[str, Any]:
    probabilities = [verdicts[row].probability for row in rows]
    return evaluate(
        [rated[row].label for row in rows],
        np.array([UNKNOWN if p is None else p for p in probabilities]),
        [rated[row].group for row in rows],
        ratings=[rated[row].rating for row in rows],
        measured_on=measured_on,
    )


def _judge_all(rated: Sequence[Rated], model: Path, workers: int, progress: bool) -> list[Verdict]:
    from tqdm import tqdm

    # Spawned, not forked: a fresh process, as the one that serves.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        found = pool.map(_judge_one, [each.path for each in rated], [model] * len(rated))
        return list(tqdm(found, total=len(rated), desc="judging", disable=not progress))


def _judge_one(path: Path, model: Path) -> Verdict:
    try:
        judgement = predict(path.read_bytes(), _model(model))
    except TalentError as refusal:
        return Verdict(None, refusal.code)
    return Verdict(judgement.decision.probability_good, None)


@cache
def _model(folder: Path) -> Model:
    return load_model(read_folder(folder))
