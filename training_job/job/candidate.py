"""The files of a candidate: the five model files and its held-out predictions."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from talent.model.artifact import sha256
from talent.trainings.request import DataSource
from talent.trainings.scores import SCORES, HeldOutScores, ScoredRecording
from talent.trainings.snapshot_document import Snapshot
from training_job.default_model.base import load_base
from training_job.job.training_data import Mode, Role
from training_job.models.artifact import Parts, canonical_json, files_of
from training_job.models.calibration import fitted_on, reading
from training_job.models.dataset import Dataset
from training_job.models.evaluate import RetrainedEvaluation
from training_job.models.model_card import Story

SUNG_BY: Final[Mapping[DataSource, str]] = {
    "uploads+base": "the users of this service, and a synthetic singer's many voices",
    "uploads": "the users of this service",
    "base": "a synthetic singer's many voices",
}


def files_of_candidate(
    snapshot: Snapshot,
    proof: RetrainedEvaluation,
    summary: Mapping[str, Any],
    test_folds: tuple[int, ...],
    gone: int,
) -> dict[str, bytes]:
    """Return the content of every file by name, ``scores.json`` the last."""
    source, learned = snapshot.request.data_source, proof.learned
    request = snapshot.request.as_record()
    del request["feature_set"]  # the manifest names it itself
    trained = proof.trained.where(used(proof))
    counts = _counts(proof) | {"test_folds": list(test_folds), "unit": "singer"}
    evaluation = {
        "summary": summary,
        "choice": {**learned.choice, "base_weight": learned.base_weight},
        "split": counts,
        "refused": {},
        "excluded": {**snapshot.excluded, "gone": gone},
        "model": {**learned.fitted.details, "graph_sha256": sha256(proof.graph)},
    }
    provenance = {
        "data": source,
        "training_id": snapshot.training_id,
        "snapshot_sha256": snapshot.digest,
        "request": request,
        "base_sha256": None if source == "uploads" else load_base().sha256(),
        "base_weight": learned.base_weight,
        "mode": proof.mode,
        **counts,
    }
    parts = Parts(
        prefix="retrained",
        sung_by=SUNG_BY[source],
        kind=learned.fitted.kind,
        graph=proof.graph,
        evaluation=evaluation,
        training=trained.data,
        provenance=provenance,
        details=learned.fitted.details,
        calibration=fitted_on(learned.calibration, trained, source),
        story=Story(reading(learned.calibration), _made(proof, trained.data)),
    )
    manifest, files = files_of(parts)
    return files | {SCORES: canonical_json(_scores(snapshot, proof, manifest.version).as_record())}


def measured_on(source: DataSource, mode: Mode) -> str:
    """Return in words what a candidate is measured on."""
    if source == "base":
        return "held-out takes by a synthetic singer's many voices: not one of your recordings"
    how = (
        "by singers whom the model was not trained on"
        if mode == "held_out"
        else "each judged by a model trained on other singers; the model itself learned from all"
    )
    return f"your recordings, {how}"


def used(proof: RetrainedEvaluation) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which rows stand for the training data: no copies, no base that counts nothing."""
    roles = proof.trained.roles
    base = proof.learned.base_weight != 0.0
    return np.asarray((roles == Role.JUDGED) | ((roles == Role.BASE) & base))


def _counts(proof: RetrainedEvaluation) -> dict[str, Any]:
    own = proof.trained.where(proof.trained.judged).data
    rows = proof.rows.data
    return {
        "train_takes": len(own),
        "train_singers": len(set(own.groups.tolist())),
        "train_good": int(own.labels.sum()),
        "train_copies": int((proof.trained.roles == Role.COPY).sum()),
        "train_base": int((proof.trained.roles == Role.BASE).sum()),
        "test_takes": len(rows),
        "test_singers": len(set(rows.groups.tolist())),
        "test_good": int(rows.labels.sum()),
    }


def _made(proof: RetrainedEvaluation, trained: Dataset) -> str:
    counts, weight = _counts(proof), proof.learned.base_weight
    words = (
        f"{counts['train_takes']} takes by {counts['train_singers']} singers, "
        f"{counts['train_good']} of them good."
    )
    if counts["train_copies"]:
        words += f" {counts['train_copies']} altered copies of them."
    if weight is not None:
        words += f" The synthetic base counted as {weight:g} recordings, by cross-validation."
    return words


def _scores(snapshot: Snapshot, proof: RetrainedEvaluation, version: str) -> HeldOutScores:
    """Return what is compared with the model in service; see :mod:`talent.learning.gate`."""
    data, own = proof.rows.data, proof.trained.where(proof.trained.judged).data
    found: dict[str, Mapping[str, float | None]] = {}
    if snapshot.request.data_source == "base":
        whole = load_base("all")
        for name, row in zip(whole.recordings.tolist(), whole.features.tolist(), strict=True):
            values = zip(whole.names, row, strict=True)
            found[name] = {n: value if np.isfinite(value) else None for n, value in values}
    rows = zip(
        data.recordings.tolist(),
        data.groups.tolist(),
        proof.rows.folds.tolist(),
        ["good" if label else "bad" for label in data.labels],
        proof.probabilities.tolist(),
        strict=True,
    )
    return HeldOutScores(
        mode=proof.mode,
        version=version,
        trained_groups=frozenset(own.groups.tolist()),
        trained_recordings=frozenset(own.recordings.tolist()),
        recordings=tuple(ScoredRecording(*row, features=found.get(row[0])) for row in rows),
    )
