"""Retraining: a snapshot in, a candidate out. ``python -m training_job retrain``.

    snapshot ── features of the recordings ──┐
    base (where asked for) ──────────────────┼── learn ── prove ── candidate's files
    altered copies (where asked for) ────────┘

:mod:`training_job.job.settings` has the environment that says all of it, and the exit status.
"""

import sys
import traceback
from collections.abc import Mapping
from typing import Final

from talent.errors import ObjectMissing, TalentError
from talent.learning.splits import held_out_folds
from talent.trainings.job import ProgressReport
from talent.trainings.ports import Progress
from talent.trainings.snapshot_document import Snapshot
from training_job.default_model.base import load_base
from training_job.job.augmented_copies import augmented_copies
from training_job.job.progress import All, Aloud, Checkpoints, Teller
from training_job.job.settings import JobSettings
from training_job.job.snapshot import read_snapshot
from training_job.job.store import Store, open_store, split_address
from training_job.job.training_data import (
    Role,
    TrainingData,
    from_base,
    join,
    learned_from,
    read_recordings,
)
from training_job.models.dataset import BadDataError
from training_job.models.hyperparameters import Hyperparameters
from training_job.models.tflite_check import ExportError

DONE: Final = 0
AGAIN: Final = 1
NEVER: Final = 2
FAULTS: Final = (
    ExportError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    TypeError,
    ValueError,
)
"""Faults that the same data and the same code would cause again. Want of memory, a full disk or a
broken connection are not among them."""
LONGEST: Final = 300
"""Characters that are told of a fault."""
MEMBERS: Final = 3
"""Networks of different seeds in one model."""


def main(environment: Mapping[str, str]) -> int:
    """Retrain; return the exit status. What goes wrong is one line on stderr and in the row."""
    told: Progress | None = None
    try:
        settings = JobSettings.from_environment(environment)
        told = _listeners(settings)
        run_training(settings, told)
    except (BadDataError, ObjectMissing) as error:
        return _fail(NEVER, "bad_data", str(error), told)
    except TalentError as error:  # the storage, mostly: another attempt may do
        return _fail(AGAIN, "interrupted", str(error), told)
    except FAULTS as error:
        traceback.print_exc()
        words = f"a fault of the training, not of the data: {type(error).__name__}: {error}"
        return _fail(NEVER, "fault", words[:LONGEST], told)
    return DONE


def run_training(settings: JobSettings, progress: Progress) -> None:
    """Retrain; raise BadDataError where the data cannot carry it."""
    place, name = split_address(settings.snapshot)
    snapshot = read_snapshot(open_store(place).get(name))
    if snapshot.training_id != settings.training_id:
        raise BadDataError(f"the snapshot is of training {snapshot.training_id}")
    request = snapshot.request
    data, candidate = open_store(settings.data), open_store(settings.candidate)
    teller = Teller(progress, request.epochs)
    teller.phase("reading", f"features of {len(snapshot.recordings)} recordings", until=3.0)
    material, gone = gather(snapshot, data, candidate, teller)

    # TensorFlow takes seconds to import: only once there is something to learn from.
    from training_job.charts.candidate_charts import charts_of_candidate
    from training_job.job.candidate import files_of_candidate, measured_on
    from training_job.models.evaluate import evaluate_retrained, summarise_evaluation
    from training_job.models.learn import Plan

    stages = Checkpoints(candidate, snapshot.digest, teller)
    recipe = Hyperparameters(
        epochs=request.epochs,
        batch_size=request.batch_size,
        seeds=tuple(request.seed + member for member in range(MEMBERS)),
    )
    plan = Plan(recipe, calibrate=request.data_source != "base")
    test_folds = held_out_folds(request.test_share)
    proof = evaluate_retrained(material, test_folds, plan, stages, teller, seed=request.seed)
    known = all(each.singer_known for each in snapshot.recordings)
    summary = summarise_evaluation(
        proof,
        measured_on=measured_on(request.data_source, proof.mode),
        singer_safe=known or request.data_source == "base",
        seed=request.seed,
    )
    files = files_of_candidate(snapshot, proof, summary, test_folds, gone)
    for file, content in files.items():
        candidate.put(file, content)
    teller.phase("drawing", "charts of the data and of the training", until=99.0)
    for file, content in charts_of_candidate(snapshot, proof, files, data, stages.curves).items():
        candidate.put(file, content)
    auc, singers = summary["auc"]["value"], summary["singers"]
    teller.finish(f"AUC {auc:.3f} on {singers} singers" if auc is not None else "AUC undefined")


def gather(
    snapshot: Snapshot, data: Store, candidate: Store, teller: Teller
) -> tuple[TrainingData, int]:
    """Return what is learned from and judged, and how many recordings are gone."""
    source, feature_set = snapshot.request.data_source, snapshot.request.feature_set
    base = load_base(feature_set, sha256=snapshot.base_sha256) if source != "uploads" else None
    if source == "base":
        assert base is not None  # noqa: S101 - for the type checker: the line above
        return from_base(base, Role.JUDGED), 0
    if not snapshot.recordings:
        raise BadDataError(
            "there are no recordings to learn from: upload some with labels, or train on the base"
        )
    material, gone = read_recordings(snapshot.recordings, feature_set, data)
    if snapshot.request.augment:
        teller.phase("augmenting", "altered copies of the recordings", until=20.0)
        learned = learned_from(material, held_out_folds(snapshot.request.test_share))
        material = join(material, augmented_copies(snapshot, learned, data, candidate))
    if base is not None:
        material = join(material, from_base(base, Role.BASE))
    return material, gone


def _listeners(settings: JobSettings) -> Progress:
    """Return who is told: the job's row where there is one, and a terminal where somebody looks."""
    listeners: list[Progress] = []
    if settings.jobs_table:
        from talent.aws.jobs import JobProgress

        listeners.append(JobProgress(settings.jobs_table, settings.training_id))
    if sys.stderr.isatty() or not settings.jobs_table:
        listeners.append(Aloud())
    return All(listeners)


def _fail(status: int, phase: str, words: str, told: Progress | None) -> int:
    reason = " ".join(words.split())
    if told is not None:
        told.report(ProgressReport(0.0, phase, reason))
    print(f"\nerror: {reason}", file=sys.stderr)  # on a line of its own, below any bar
    return status
