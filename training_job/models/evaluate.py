"""Evaluates a retrained model on singers it was not trained on.

With many singers some folds are held out once, and the very graph that would be shipped is
judged on them. With few, every singer is held out in turn: each pair of folds is judged by a
model that learned, chose and calibrated on the others, and the model that is shipped learned
from everybody in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from talent.learning import (
    FOLDS,
    as_record,
    draw_groups,
    evaluate,
    interval,
    metrics,
    permutation_test,
    sigmoid,
)
from talent.learning.permutation import Deck
from training_job.job.progress import Teller
from training_job.job.training_data import Mode, Rows, TrainingData, learned_from, mode_of
from training_job.models.dataset import BadDataError
from training_job.models.export import check_export, export
from training_job.models.learn import Learned, Plan, learn, refit, work_of
from training_job.models.model_kinds import Fitted, Stages
from training_job.models.scaling import Array

ROUNDS: Final = tuple((fold, fold + 1) for fold in range(0, FOLDS, 2))
"""Folds that are held out together in a cross-validation."""


@dataclass(frozen=True)
class RetrainedEvaluation:
    """A model and what it is worth.

    Attributes
    ----------
    learned : what is shipped.
    graph : its ``model.tflite``.
    rows : what was judged.
    probabilities : of the rows, by models that did not know their singers, shape (n,).
    trained : what the shipped model learned from.
    shuffled : AUC of one retraining on shuffled labels, with its interval.
    judges : who judged which rows, shape (n,) each; together all rows, each once.
    """

    mode: Mode
    learned: Learned
    graph: bytes
    rows: TrainingData
    probabilities: Array
    trained: TrainingData
    shuffled: Mapping[str, float | None]
    judges: tuple[tuple[Rows, Fitted], ...]


def evaluate_retrained(
    material: TrainingData,
    test_folds: tuple[int, ...],
    plan: Plan,
    stages: Stages,
    teller: Teller,
    *,
    seed: int,
) -> RetrainedEvaluation:
    """Learn, judge and export."""
    mode = mode_of(material, test_folds)
    rounds = [test_folds] if mode == "held_out" else list(ROUNDS)
    rounds = [away for away in rounds if len(material.held_out(away))]
    work = work_of(plan)
    trained = learned_from(material, test_folds)
    if mode == "held_out":
        rows = material.held_out(test_folds)
        probabilities = None
    else:
        teller.phase(
            "judging",
            f"each of {len(rounds)} parts of the singers judged by a model of the others",
            until=70.0,
            fits=work * len(rounds),
        )
        rows, probabilities, judges = _out_of_fold(material, rounds, plan, stages)
    teller.phase("training", "the model that may be shipped", until=88.0, fits=work)
    learned = learn(trained, plan, stages, "ship")
    if mode == "held_out":
        judges = ((np.ones(len(rows), dtype=np.bool_), learned.fitted),)
    teller.phase("checking", "the exported graph against the trained model", until=92.0)
    model = learned.fitted.graph()
    graph = export(model)
    answers = check_export(graph, model, rows.data.features)
    teller.phase("shuffling", "once more, with shuffled labels", until=98.0, fits=len(rounds))
    return RetrainedEvaluation(
        mode=mode,
        learned=learned,
        graph=graph,
        rows=rows,
        probabilities=answers.probabilities if probabilities is None else probabilities,
        trained=trained,
        shuffled=_shuffled(material, rounds, learned, plan, stages, seed),
        judges=judges,
    )


def summarise_evaluation(
    proof: RetrainedEvaluation, *, measured_on: str, singer_safe: bool, seed: int
) -> dict[str, Any]:
    """Return every figure of a proof, with its interval, ready for JSON."""
    data = proof.rows.data
    test = permutation_test(data.labels, proof.probabilities, data.groups, seed=seed)
    finer = None if np.array_equal(data.skills, data.labels) else data.skills
    return evaluate(
        data.labels,
        proof.probabilities,
        data.groups,
        ratings=finer,
        measured_on=measured_on,
        seed=seed,
    ) | {
        "mode": proof.mode,
        "singer_safe": singer_safe,
        "permutation": test.as_record(),
        "shuffled_retraining": dict(proof.shuffled),
    }


def _out_of_fold(
    material: TrainingData, rounds: list[tuple[int, ...]], plan: Plan, stages: Stages
) -> tuple[TrainingData, Array, tuple[tuple[Rows, Fitted], ...]]:
    rows = material.where(material.judged)
    probabilities = np.full(len(rows), np.nan)
    judges: list[tuple[Rows, Fitted]] = []
    for away in rounds:
        name = f"round-{away[0]}"
        found = learn(material.without(away), plan, stages, name, record=False)
        inside = np.isin(rows.folds, away)
        probabilities[inside] = sigmoid(found.fitted.logits(rows.data.features[inside]))
        judges.append((inside, found.fitted))
    return rows, probabilities, tuple(judges)


def _shuffled(
    material: TrainingData,
    rounds: list[tuple[int, ...]],
    learned: Learned,
    plan: Plan,
    stages: Stages,
    seed: int,
) -> dict[str, float | None]:
    """Learn and judge once more after the singers' labels were exchanged: chance, or a leak."""
    judged = material.where(material.judged).data
    deck = Deck(judged.labels, judged.groups)
    mixed = material.with_labels(deck.deal(np.random.default_rng([seed, 1])))
    labels: list[NDArray[np.int64]] = []
    groups: list[NDArray[np.str_]] = []
    logits: list[Array] = []
    for away in rounds:
        try:
            found = refit(
                mixed.without(away),
                learned.fitted.kind,
                learned.base_weight,
                learned.strength,
                plan,
                stages,
                f"shuffled-{away[0]}",
            )
        except BadDataError:  # by chance only one label is left: nothing can be learned
            continue
        rows = mixed.held_out(away).data
        labels.append(rows.labels)
        groups.append(rows.groups)
        logits.append(sigmoid(found.logits(rows.features)))
    if not logits:
        return {"value": None, "low": None, "high": None}
    draws = draw_groups(np.concatenate(groups), seed=seed)
    return as_record(interval(metrics.auc, draws, np.concatenate(labels), np.concatenate(logits)))
