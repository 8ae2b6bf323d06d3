"""Do what the gate decided: put the new model into service, or set it aside."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from talent.errors import IllegalTransition
from talent.ports import ObjectStore
from talent.recordings.ports import Recordings
from talent.registry.model_record import Cause, ModelRecord, Why
from talent.registry.ports import Candidates, Publisher, Registry
from talent.registry.promote import promote
from talent.registry.register import register
from talent.trainings.decision import RecordedDecision
from talent.trainings.job import PROMOTING, Job, JobStatus
from talent.trainings.lineage import note_use
from talent.trainings.ports import Jobs
from talent.trainings.scores import candidate_key, scores_key


class PromotionPorts(NamedTuple):
    """The stores and rows that carrying out a decision needs.

    Attributes
    ----------
    recordings, data : the rows of labelled recordings, and the bucket with snapshots.
    models : the bucket with candidates and published models.
    registry, candidates, publisher : which model serves, and the ways to change that.
    """

    jobs: Jobs
    recordings: Recordings
    data: ObjectStore
    models: ObjectStore
    registry: Registry
    candidates: Candidates
    publisher: Publisher


def promote_candidate(training_id: str, ports: PromotionPorts, *, now: datetime) -> Job:
    """Put the model of a training into service; return its row: ``promoted``. Repeatable.

    From the first line on it can no longer be cancelled. May raise any TalentError of
    :func:`.register` and :func:`talent.registry.promote.promote`.
    """
    job = ports.jobs.get(training_id)
    if job.status is JobStatus.PROMOTED:
        return job
    if job.status is not JobStatus.DECIDING or job.decision is None:
        raise IllegalTransition(
            f"The training {training_id} is {job.status}: nothing was decided to be promoted"
        )
    decision = RecordedDecision.from_record(job.decision)
    claimed = replace(job.progress, phase=PROMOTING, message="Putting the new model into service")
    job = ports.jobs.move(job, JobStatus.DECIDING, now=now, progress=claimed)
    promote(
        _registered(job, ports, now).version,
        registry=ports.registry,
        models=ports.publisher,
        why=Why(Cause.GATE, decision.reason, now),
        replacing=decision.champion,
    )
    return ports.jobs.move(job, JobStatus.PROMOTED, now=now)


def reject_candidate(training_id: str, ports: PromotionPorts, *, now: datetime) -> Job:
    """Leave the model in service where it is; return the row: ``rejected``. Repeatable."""
    job = ports.jobs.get(training_id)
    if job.status is JobStatus.REJECTED:
        return job
    _registered(job, ports, now)
    return ports.jobs.move(job, JobStatus.REJECTED, now=now)


def _registered(job: Job, ports: PromotionPorts, now: datetime) -> ModelRecord:
    record = register(
        job.id,
        registry=ports.registry,
        candidates=ports.candidates,
        models=ports.publisher,
        why=Why(Cause.TRAINING, f"Trained as {job.id}", now),
        decision=job.decision,
    )
    # Beside its other files, for the day when it is the one to beat.
    ports.models.copy(candidate_key(job.id), scores_key(record.version))
    note_use(
        job.id, record.version, data=ports.data, models=ports.models, recordings=ports.recordings
    )
    return record
