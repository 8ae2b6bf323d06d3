"""What each task of the state machine does: one use-case each."""

from dataclasses import dataclass
from datetime import datetime

from talent.jobs import Job
from talent.ports import Candidates, Jobs, ModelStore, Objects, Publisher, Recordings, Registry
from talent.registry import Cause, ModelRecord, Why
from talent.usecases.conclude import promote_candidate, reject_candidate
from talent.usecases.decide import candidate_key, decide, scores_key
from talent.usecases.fail import fail
from talent.usecases.lineage import note_use
from talent.usecases.promote import promote
from talent.usecases.register import register
from talent.usecases.snapshot import snapshot


@dataclass(frozen=True)
class Tasks:
    """The tasks and what they work with.

    Parameters
    ----------
    recordings, data : the rows of labelled recordings, and the bucket with features.
    models : the bucket with candidates and published models.
    store : the model in service.
    registry, candidates, publisher : which model serves, and the ways to change that.
    salt : of the folds of this deployment's singers.
    """

    jobs: Jobs
    recordings: Recordings
    data: Objects
    models: Objects
    store: ModelStore
    registry: Registry
    candidates: Candidates
    publisher: Publisher
    salt: str

    def snapshot(self, training_id: str, now: datetime) -> Job:
        """Write the list of what is trained on."""
        return snapshot(
            training_id,
            recordings=self.recordings,
            data=self.data,
            store=self.store,
            jobs=self.jobs,
            salt=self.salt,
            now=now,
        )

    def decide(self, training_id: str, now: datetime) -> Job:
        """Compare the new model with the one in service."""
        return decide(
            training_id,
            jobs=self.jobs,
            data=self.data,
            models=self.models,
            store=self.store,
            now=now,
        )

    def promote(self, training_id: str, now: datetime) -> Job:
        """Put the new model into service."""

        def into_service(job: Job) -> None:
            decision = job.decision or {}
            record = self._registered(job, now)
            promote(
                record.version,
                registry=self.registry,
                models=self.publisher,
                why=Why(Cause.GATE, str(decision["reason"]), now),
                replacing=str(decision["champion"]),
            )

        return promote_candidate(training_id, into_service, jobs=self.jobs, now=now)

    def reject(self, training_id: str, now: datetime) -> Job:
        """Set the new model aside."""

        def set_aside(job: Job) -> None:
            self._registered(job, now)

        return reject_candidate(training_id, set_aside, jobs=self.jobs, now=now)

    def fail(self, training_id: str, error: str, cause: str, now: datetime) -> Job:
        """Write down why a training failed."""
        return fail(training_id, error=error, cause=cause, jobs=self.jobs, now=now)

    def _registered(self, job: Job, now: datetime) -> ModelRecord:
        record = register(
            job.id,
            registry=self.registry,
            candidates=self.candidates,
            models=self.publisher,
            why=Why(Cause.TRAINING, f"Trained as {job.id}", now),
            decision=job.decision,
        )
        # Beside its other files, for the day when it is the one to beat.
        self.models.copy(candidate_key(job.id, "scores.json"), scores_key(record.version))
        note_use(
            job.id, record.version, data=self.data, models=self.models, recordings=self.recordings
        )
        return record
