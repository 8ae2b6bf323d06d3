"""Charts of a candidate: see :mod:`training_job.charts.model_charts`."""

import json
import sys
from collections.abc import Mapping, Sequence

import numpy as np

from talent.errors import TalentError
from talent.model.artifact import EVALUATION, MANIFEST
from talent.model.manifest import Manifest
from talent.trainings.snapshot_document import Snapshot
from training_job.charts.model_charts import of_data, of_importance, of_training, with_index
from training_job.default_model.base import load_base
from training_job.job.candidate import SUNG_BY, used
from training_job.job.store import Store
from training_job.job.training_data import Role, from_base, join, read_recordings
from training_job.models.dataset import Dataset
from training_job.models.evaluate import RetrainedEvaluation
from training_job.models.hyperparameters import Epoch
from training_job.models.scaling import Array

Curves = Mapping[str, Sequence[Epoch]]


def charts_of_candidate(
    snapshot: Snapshot,
    proof: RetrainedEvaluation,
    files: Mapping[str, bytes],
    data: Store,
    curves: Curves,
) -> dict[str, bytes]:
    """Return what is shown of a candidate by name, the index the last.

    Nothing where it cannot be drawn: a chart is no reason to lose a model.

    Parameters
    ----------
    files : the candidate's.
    data : where the features of the recordings are.
    curves : epochs of every network that was trained.
    """
    try:
        return _shown(snapshot, proof, files, data, curves)
    except TalentError:  # the storage: another attempt may do
        raise
    except Exception as error:  # noqa: BLE001 - whatever drawing stumbles over
        print(f"warning: nothing was drawn: {type(error).__name__}: {error}", file=sys.stderr)
        return {}


def _shown(
    snapshot: Snapshot,
    proof: RetrainedEvaluation,
    files: Mapping[str, bytes],
    data: Store,
    curves: Curves,
) -> dict[str, bytes]:
    version = Manifest.from_json(files[MANIFEST]).version
    summary = json.loads(files[EVALUATION])["summary"]
    sung_by = SUNG_BY[snapshot.request.data_source]
    rows, measured_on = proof.rows.data, summary["measured_on"]
    facts = {
        "training_id": snapshot.training_id,
        "version": version,
        "mode": proof.mode,
        "measured_on": measured_on,
    }
    chosen, shipped = _of_interest(curves)
    shown = of_data(_on_all_features(snapshot, proof, data), version=version, sung_by=sung_by)
    shown |= of_importance(
        lambda versions: np.stack([_judged(proof, each) for each in versions]),
        rows,
        version=version,
        measured_on=measured_on,
    )
    shown |= of_training(rows, proof.probabilities, chosen, shipped=shipped, facts=facts)
    return with_index(shown, version=version)


def _of_interest(curves: Curves) -> tuple[Curves, bool]:
    """Return the networks the model is made of, else those it was compared with; and which."""
    final = {name: curve for name, curve in curves.items() if name.startswith("ship-final")}
    compared = {name: curve for name, curve in curves.items() if name.startswith("ship-")}
    return final or compared, bool(final)


def _judged(proof: RetrainedEvaluation, features: Array) -> Array:
    """Return what those who judged the rows say of other features, shape (n,)."""
    logits = np.empty(len(features))
    for rows, fitted in proof.judges:
        logits[rows] = fitted.logits(features[rows])
    return logits


def _on_all_features(snapshot: Snapshot, proof: RetrainedEvaluation, data: Store) -> Dataset:
    """Return what the candidate learned from, copies aside, measured on all features."""
    trained = proof.trained.where(used(proof))
    names = set(trained.data.recordings.tolist())
    parts = []
    if chosen := [each for each in snapshot.recordings if each.id in names]:
        parts.append(read_recordings(chosen, "all", data)[0])
    base = load_base("all")
    if (known := np.isin(base.recordings, list(names))).any():
        parts.append(from_base(base.where(known), Role.BASE))
    return join(*parts).data
