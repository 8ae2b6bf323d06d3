"""Train, select, evaluate, export: a table of features in, a model's folder out.

    dataset ── folds of singers ──┬── training part ── cross-validation ── choice of the kind
                                  │        └────────── final weights ── model.tflite
                                  └── held-out part ── evaluation.json, through model.tflite

The held-out part is looked at once, by finished models. The weights that were judged are the
weights that are shipped: nothing is trained again on everything afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from talent.learning import (
    as_record,
    draw_groups,
    evaluate,
    folds_of,
    interval,
    metrics,
    permutation_test,
    sigmoid,
)
from talent.learning.permutation import Deck
from talent.model.artifact import sha256
from talent.model.manifest import Manifest
from training_job.models.artifact import Parts, write_model
from training_job.models.dataset import BadDataError, Dataset
from training_job.models.export import check_export, export
from training_job.models.hyperparameters import Hyperparameters
from training_job.models.model_kinds import Fitted, Untold, cross_validate, fit
from training_job.models.model_selection import KINDS, Kind, select_kind

TEST_FOLDS: Final = (0, 1, 2, 3, 4)
"""Half of all singers are held out: synthetic singing is cheap, so both halves can be large."""

WITNESSES: Final = 24
"""Held-out takes whose probability is recorded: who analyses them again must get the same."""

AfterFit = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Origin:
    """Origin of the data.

    Attributes
    ----------
    prefix : start of the model's version.
    sung_by : in words, for the records.
    facts : seeds and counts, for the manifest.
    """

    prefix: str
    sung_by: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    """A candidate as it would be served, with what it answered for the held-out takes."""

    fitted: Fitted
    graph: bytes
    probabilities: NDArray[np.float64]
    held_out: dict[str, Any]


def train(
    data: Dataset,
    folder: Path,
    origin: Origin,
    *,
    test_folds: tuple[int, ...] = TEST_FOLDS,
    recipe: Hyperparameters | None = None,
    after_fit: AfterFit = lambda: None,
) -> Manifest:
    """Train both kinds on some singers, judge them on others and write the better model.

    Parameters
    ----------
    data : all takes.
    folder : where the five files of the model go; made if missing.
    origin : where the data came from.
    test_folds : folds of singers that are held out.
    recipe : of the network.
    after_fit : called after each of :func:`fits` fits, for a progress display.
    """
    recipe = recipe or Hyperparameters()
    folds = folds_of(data.groups)
    away = np.isin(folds, test_folds)
    known, unknown = data.where(~away), data.where(away)
    known_folds = folds[~away]
    _check_parts(known, unknown, known_folds)
    stages = Untold(after_fit)
    guesses = {
        kind: sigmoid(cross_validate(kind, known, known_folds, recipe, stages=stages))
        for kind in KINDS
    }
    kind, choice = select_kind(known, guesses)
    finished = {
        each: _finish(fit(each, known, known_folds, recipe, stages=stages), unknown, origin)
        for each in KINDS
    }
    chance = _shuffled(kind, data, away, recipe)
    served = finished[kind]
    finished[kind] = replace(served, held_out=served.held_out | {"shuffled_retraining": chance})
    evaluation = _evaluation(data, (known, unknown), test_folds, choice, finished)
    parts = Parts(
        prefix=origin.prefix,
        sung_by=origin.sung_by,
        kind=kind,
        graph=finished[kind].graph,
        evaluation=evaluation,
        training=known,
        provenance={**origin.facts, **_counts(data, known, unknown), "test_folds": test_folds},
        details=finished[kind].fitted.details,
    )
    return write_model(parts, folder)


def fits(folds: int, recipe: Hyperparameters | None = None) -> int:
    """Return how many models :func:`train` fits with so many training folds."""
    return (folds + 1) * (1 + len((recipe or Hyperparameters()).seeds))


def _finish(fitted: Fitted, unknown: Dataset, origin: Origin) -> Finished:
    model = fitted.graph()
    graph = export(model)
    answers = check_export(graph, model, unknown.features)
    held_out = evaluate(
        unknown.labels,
        answers.probabilities,
        unknown.groups,
        ratings=unknown.skills,
        measured_on=f"held-out takes by {origin.sung_by}, none of whom the model was trained on",
    )
    chance = permutation_test(unknown.labels, answers.probabilities, unknown.groups)
    held_out |= {
        "mode": "held_out",
        "singer_safe": True,  # every take comes with its singer
        "permutation": chance.as_record(),
    }
    return Finished(fitted, graph, answers.probabilities, held_out)


def _shuffled(
    kind: Kind, data: Dataset, away: NDArray[np.bool_], recipe: Hyperparameters
) -> dict[str, float | None]:
    """Train and judge once more after the singers' labels were exchanged: chance, or a leak."""
    rng = np.random.default_rng([0, 1])
    mixed = replace(data, labels=Deck(data.labels, data.groups).deal(rng))
    known, unknown = mixed.where(~away), mixed.where(away)
    fitted = fit(kind, known, folds_of(known.groups), recipe)
    scores = sigmoid(fitted.logits(unknown.features))
    draws = draw_groups(unknown.groups)
    return as_record(interval(metrics.auc, draws, unknown.labels, scores))


def _evaluation(
    data: Dataset,
    parts: tuple[Dataset, Dataset],
    test_folds: tuple[int, ...],
    choice: dict[str, Any],
    finished: Mapping[Any, Finished],
) -> dict[str, Any]:
    served = finished[choice["kind"]]
    return {
        "summary": served.held_out,
        "choice": choice,
        "candidates": {
            kind: {
                "held_out": each.held_out,
                "graph_bytes": len(each.graph),
                "graph_sha256": sha256(each.graph),
                **each.fitted.details,
            }
            for kind, each in finished.items()
        },
        "split": _counts(data, *parts) | {"test_folds": list(test_folds), "unit": "singer"},
        "refused": data.refused,
        "witnesses": _witnesses(parts[1], served.probabilities),
    }


def _witnesses(unknown: Dataset, probabilities: NDArray[np.float64]) -> dict[str, float]:
    pairs = zip(unknown.recordings.tolist(), probabilities.tolist(), strict=True)
    return dict(islice(pairs, WITNESSES))


def _counts(data: Dataset, known: Dataset, unknown: Dataset) -> dict[str, Any]:
    return {
        "dataset_sha256": data.sha256(),
        "train_takes": len(known),
        "train_singers": len(set(known.groups)),
        "train_good": int(known.labels.sum()),
        "test_takes": len(unknown),
        "test_singers": len(set(unknown.groups)),
        "test_good": int(unknown.labels.sum()),
    }


def _check_parts(known: Dataset, unknown: Dataset, folds: NDArray[np.int64]) -> None:
    if len(set(folds)) < 3:
        raise BadDataError(
            f"the training singers fill {len(set(folds))} folds; 3 are needed: to learn, to stop "
            "and to compare. More singers would work."
        )
    for name, part in (("training", known), ("held-out", unknown)):
        if len(set(part.labels.tolist())) < 2:
            raise BadDataError(f"the {name} part has {len(part)} takes, not of both kinds")
