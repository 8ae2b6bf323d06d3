"""Compare a newly trained model with the one in service, on singers whom neither has heard.

The challenger's probabilities are those the trainer wrote down: of held-out singers, or out of
fold. The champion's are

    its own, out of fold, where it was judged on the recording in its training ........ own
    its graph's, on the stored features, where it never learned from the singer ....... graph
    none otherwise: the recording is left out, and the decision says how many were .... left out

A singer's name may be corrected after a model learned from the recording, so neither the
recording nor its singer may be among what it learned from.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import numpy as np

from talent.errors import ModelCorrupt, ObjectMissing
from talent.learning import gate
from talent.model.artifact import Model, sha256
from talent.ports import ObjectStore
from talent.prediction.ports import ModelStore
from talent.recordings.store import features_key
from talent.trainings.job import Job, JobStatus
from talent.trainings.ports import Jobs
from talent.trainings.same_training_data import same_basis
from talent.trainings.scores import HeldOutScores, ScoredRecording, candidate_key, scores_key
from talent.trainings.snapshot_document import snapshot_key

AT_ONCE: Final = 16
"""Files that are fetched at the same time: each takes S3 some 20 ms, whatever its size."""

Score = Callable[[Mapping[str, float | None]], float]
Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of whom a model has heard.

    Attributes
    ----------
    groups : singers it learned from; None where nobody knows: perhaps from anybody.
    recordings : those it learned from; empty where only their singers were written down.
    scores : its probabilities out of fold, by recording.
    base_folds : folds of the synthetic base that it never learned from; None: all of them.
    """

    groups: frozenset[str] | None = frozenset()
    recordings: frozenset[str] = frozenset()
    scores: Mapping[str, float] | None = None
    base_folds: frozenset[int] | None = None


def compare_models(
    training_id: str,
    *,
    jobs: Jobs,
    data: ObjectStore,
    models: ObjectStore,
    store: ModelStore,
    now: datetime,
    rule: Rule | None = None,
) -> Job:
    """Decide whether a candidate may replace the model in service; return its row.

    A second call finds the decision of the first one and changes nothing.

    Parameters
    ----------
    data, models : the bucket with snapshots and features, and the one with candidates.
    rule : keyword arguments of :func:`talent.learning.gate.gate_candidate` other than its own
        defaults.

    Raises
    ------
    ModelCorrupt
        If what the trainer wrote, or stored features, cannot be used.
    ObjectMissing
        If it wrote nothing.
    """
    job = jobs.get(training_id)
    if job.status is JobStatus.DECIDING and job.decision is not None:
        return job
    comparing = replace(
        job.progress,
        percent=100.0,
        phase="comparing",
        message="Comparing with the model in service",
    )
    job = jobs.move(job, JobStatus.DECIDING, now=now, progress=comparing)
    _check_snapshot(job, data)
    scores = HeldOutScores.from_json(models.get(candidate_key(training_id)))
    champion = store.current()
    same_data = same_basis(training_id, champion.manifest.training, data)
    compared = _compare(scores.recordings, champion, known_to(champion, models), data)
    decision = compared.decide({"same_data": same_data, **(rule or {})})
    document = decision.as_record() | {
        "champion": champion.manifest.version,
        "challenger": scores.version,
        "mode": scores.mode,
        "champion_scores": compared.how,
        "same_data": same_data,
    }
    document["reason"] = decision.reason + _aside(compared.how["left_out"])
    return jobs.move(
        job,
        JobStatus.DECIDING,
        now=now,
        version=scores.version,
        decision=document,
        reason=document["reason"],
    )


@dataclass(frozen=True)
class Compared:
    """What both models say of the same recordings.

    Attributes
    ----------
    how : how many of the champion's probabilities came from where.
    """

    rows: Sequence[ScoredRecording]
    champion: Sequence[float]
    how: Mapping[str, int]

    def decide(self, rule: Rule) -> gate.GateDecision:
        """Apply the rule of the gate."""
        return gate.gate_candidate(
            np.array([int(row.label == "good") for row in self.rows], dtype=np.int64),
            [row.group for row in self.rows],
            np.array([row.probability for row in self.rows]),
            np.array(self.champion, dtype=np.float64),
            **rule,
        )


def known_to(model: Model, models: ObjectStore) -> Known:
    """Return whom a model has heard, by what its trainer wrote down."""
    training = model.manifest.training
    source, training_id = training.get("data"), training.get("training_id")
    if training_id is None:  # it came with the code, and knows the base alone
        return Known(base_folds=frozenset(map(int, training.get("test_folds", ()))))
    try:
        scores = HeldOutScores.from_json(models.get(scores_key(model.manifest.version)))
    except ObjectMissing:
        return Known(groups=None)
    return Known(
        groups=scores.trained_groups,
        recordings=scores.trained_recordings,
        scores={row.id: row.probability for row in scores.recordings},
        base_folds=frozenset() if source == "uploads+base" else None,
    )


def _compare(
    rows: Sequence[ScoredRecording], champion: Model, known: Known, data: ObjectStore
) -> Compared:
    own = known.scores or {}
    unheard = [row for row in rows if row.id not in own and not _heard(row, known)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        features = list(pool.map(lambda row: _features(row, data), unheard))
    score = scorer(champion)
    found = {row.id: own[row.id] for row in rows if row.id in own}
    taken = len(found)
    for row, values in zip(unheard, features, strict=True):
        if values is not None:
            found[row.id] = score(values)
    kept = [row for row in rows if row.id in found]
    how = {"own": taken, "graph": len(kept) - taken, "left_out": len(rows) - len(kept)}
    return Compared(kept, [found[row.id] for row in kept], how)


def _heard(row: ScoredRecording, known: Known) -> bool:
    if row.id in known.recordings:
        return True
    if row.features is not None and known.base_folds is not None:
        return row.fold not in known.base_folds
    return known.groups is None or row.group in known.groups


def scorer(model: Model) -> Score:
    """Return what gives a model's probability of good for a recording's features."""
    names = model.manifest.features

    def score(values: Mapping[str, float | None]) -> float:
        if missing := [name for name in names if name not in values]:
            raise ModelCorrupt(
                f"Stored features lack {missing[0]!r}, which model {model.manifest.version} needs",
                advice="Train again.",
            )
        vector = [np.nan if values[name] is None else values[name] for name in names]
        return model.score(np.array(vector, dtype=np.float64)).probability

    return score


def _features(row: ScoredRecording, data: ObjectStore) -> Mapping[str, float | None] | None:
    """Return the features of a recording; None where it was deleted meanwhile."""
    if row.features is not None:
        return row.features
    try:
        document = json.loads(data.get(features_key(row.id)))
    except ObjectMissing:
        return None
    values: Mapping[str, float | None] = document["values"]
    return values


def _check_snapshot(job: Job, data: ObjectStore) -> None:
    """Raise ModelCorrupt where the list that was trained on is not the one that was written."""
    if sha256(data.get(snapshot_key(job.id))) != job.snapshot_sha256:
        raise ModelCorrupt(
            "The list of what was trained on was changed after it was written",
            advice="Train again.",
        )


def _aside(left_out: int) -> str:
    if not left_out:
        return ""
    return (
        f"; {left_out} recordings were left out, because the model in service learned from "
        "them or their singers, or they were deleted"
    )
