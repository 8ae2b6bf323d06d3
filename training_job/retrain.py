"""Retraining: a snapshot in, a candidate out. ``python -m training_job retrain``.

    snapshot ── features of the recordings ──┐
    base (where asked for) ──────────────────┼── learn ── prove ── candidate's files
    altered copies (where asked for) ────────┘

All is said by the environment, so that the container has no arguments:

    TRAINING_ID      identifier of the training
    SNAPSHOT_URI     the snapshot's manifest.json
    DATA_URI         where features/ and recordings/ are
    CANDIDATE_URI    where the candidate's files and the checkpoints go
    JOBS_TABLE       table with the row of the job; empty where there is none

Exit status: 0 done; 2 the data cannot carry a training, and trying again will not help; anything
else: try again, it goes on from the last checkpoint.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from talent.errors import ObjectMissing, TalentError
from talent.features.catalogue import FEATURE_SETS
from talent.jobs import Report
from talent.learning.splits import held_out_folds
from talent.ports import Progress
from talent.usecases.keep import recording_key
from training_job.base import load_base
from training_job.dataset import BadDataError, Dataset
from training_job.material import Material, Role, from_base, join, read_recordings
from training_job.progress import All, Aloud, Checkpoints, Teller
from training_job.recipe import Recipe
from training_job.snapshot import Snapshot
from training_job.store import Store, get_many, open_store, split_address

DONE: Final = 0
AGAIN: Final = 1
BAD_DATA: Final = 2
MEMBERS: Final = 3
"""Networks of different seeds in one model."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says."""

    training_id: str
    snapshot: str
    data: str
    candidate: str
    jobs_table: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the environment; raise BadDataError for what is missing."""
        names = ("TRAINING_ID", "SNAPSHOT_URI", "DATA_URI", "CANDIDATE_URI")
        if missing := [name for name in names if not environment.get(name)]:
            raise BadDataError(f"the environment lacks {', '.join(missing)}")
        training_id, snapshot, data, candidate = (environment[name] for name in names)
        return cls(training_id, snapshot, data, candidate, environment.get("JOBS_TABLE", ""))


def main(environment: Mapping[str, str]) -> int:
    """Retrain; return the exit status. What goes wrong is one line on stderr and in the row."""
    told: Progress | None = None
    try:
        settings = Settings.from_environment(environment)
        told = _listeners(settings)
        run(settings, told)
    except (BadDataError, ObjectMissing) as error:
        return _fail(BAD_DATA, "bad_data", error, told)
    except TalentError as error:  # the storage, mostly: another attempt may do
        return _fail(AGAIN, "interrupted", error, told)
    return DONE


def run(settings: Settings, progress: Progress) -> None:
    """Retrain; raise BadDataError where the data cannot carry it."""
    place, name = split_address(settings.snapshot)
    snapshot = Snapshot.from_json(open_store(place).get(name))
    if snapshot.training_id != settings.training_id:
        raise BadDataError(f"the snapshot is of training {snapshot.training_id}")
    request = snapshot.request
    data, candidate = open_store(settings.data), open_store(settings.candidate)
    teller = Teller(progress, request.epochs)
    teller.phase("reading", f"features of {len(snapshot.recordings)} recordings", until=3.0)
    material, gone = gather(snapshot, data, candidate, teller)

    # TensorFlow takes seconds to import: only once there is something to learn from.
    from training_job.candidate import files_of_candidate, measured_on
    from training_job.learn import Plan
    from training_job.proof import prove, summarise
    from training_job.shown import shown_of_candidate

    stages = Checkpoints(candidate, snapshot.digest, teller)
    recipe = Recipe(
        epochs=request.epochs,
        batch_size=request.batch_size,
        seeds=tuple(request.seed + member for member in range(MEMBERS)),
    )
    plan = Plan(recipe, calibrate=request.data_source != "base")
    test_folds = held_out_folds(request.test_share)
    proof = prove(material, test_folds, plan, stages, teller, seed=request.seed)
    known = all(each.singer_known for each in snapshot.recordings)
    summary = summarise(
        proof,
        measured_on=measured_on(request.data_source, proof.mode),
        singer_safe=known or request.data_source == "base",
        seed=request.seed,
    )
    files = files_of_candidate(snapshot, proof, summary, test_folds, gone)
    for file, content in files.items():
        candidate.put(file, content)
    teller.phase("drawing", "charts of the data and of the training", until=99.0)
    for file, content in shown_of_candidate(snapshot, proof, files, data, stages.curves).items():
        candidate.put(file, content)
    auc, singers = summary["auc"]["value"], summary["singers"]
    teller.finish(f"AUC {auc:.3f} on {singers} singers" if auc is not None else "AUC undefined")


def gather(
    snapshot: Snapshot, data: Store, candidate: Store, teller: Teller
) -> tuple[Material, int]:
    """Return what is learned from and judged, and how many recordings are gone."""
    source, feature_set = snapshot.request.data_source, snapshot.feature_set
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
        material = join(material, _copies(snapshot, material, data, candidate))
    if base is not None:
        material = join(material, from_base(base, Role.BASE))
    return material, gone


def _copies(snapshot: Snapshot, material: Material, data: Store, candidate: Store) -> Material:
    """Measure altered copies of every recording, or read what an earlier attempt measured."""
    from training_job.augment import measured_copies

    kept = [f"checkpoint/copies/{name}.json" for name in material.data.recordings.tolist()]
    found = get_many(candidate, kept)
    names = FEATURE_SETS[snapshot.feature_set]
    rows: list[int] = []
    vectors: list[list[float | None]] = []
    for row, recording in enumerate(material.data.recordings.tolist()):
        measured = _measured(found[row], names)
        if measured is None:
            rng = np.random.default_rng([snapshot.request.seed, int(recording[:8], 16)])
            (sound,) = get_many(data, [recording_key(recording)])
            content = b"[]" if sound is None else measured_copies(sound, rng)
            candidate.put(kept[row], content)
            measured = _measured(content, names) or []
        rows += [row] * len(measured)
        vectors += measured
    index = np.array(rows, dtype=np.int64)
    copies = Dataset(
        features=np.array(vectors, dtype=np.float64).reshape(len(rows), -1),
        labels=material.data.labels[index],
        skills=material.data.skills[index],
        groups=material.data.groups[index],
        recordings=material.data.recordings[index],
        feature_set=snapshot.feature_set,
    )
    roles = np.full(len(rows), Role.COPY, dtype=np.int64)
    return Material(copies, roles, material.folds[index])


def _measured(content: bytes | None, names: Sequence[str]) -> list[list[float | None]] | None:
    """Return the features of a recording's copies; None where the file is not of this code."""
    try:
        return [[each[name] for name in names] for each in json.loads(content or b"")]
    except (ValueError, TypeError, KeyError):
        return None


def _listeners(settings: Settings) -> Progress:
    """Return who is told: the job's row where there is one, and a terminal where somebody looks."""
    listeners: list[Progress] = []
    if settings.jobs_table:
        from talent.aws.jobs import JobProgress

        listeners.append(JobProgress(settings.jobs_table, settings.training_id))
    if sys.stderr.isatty() or not settings.jobs_table:
        listeners.append(Aloud())
    return All(listeners)


def _fail(status: int, phase: str, error: Exception, told: Progress | None) -> int:
    reason = " ".join(str(error).split())
    if told is not None:
        told.report(Report(0.0, phase, reason))
    print(f"\nerror: {reason}", file=sys.stderr)  # on a line of its own, below any bar
    return status
