"""State-machine tasks that change models: Promote and Reject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.runtime.state_machine_tasks import Task
from talent.ports import ObjectStore
from talent.recordings.ports import Recordings
from talent.registry.model_record import Cause, ModelRecord, Why
from talent.registry.ports import Candidates, Publisher, Registry
from talent.registry.promote import promote
from talent.registry.register import register
from talent.trainings.conclude import promote_candidate, reject_candidate
from talent.trainings.job import Job
from talent.trainings.lineage import note_use
from talent.trainings.ports import Jobs
from talent.trainings.scores import candidate_key, scores_key


@dataclass(frozen=True)
class PromotionTasks:
    """The tasks and what they work with.

    Parameters
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

    @property
    def by_name(self) -> Mapping[str, Task]:
        """The tasks as the state machine calls them."""
        return {"promote": self.promote, "reject": self.reject}

    def promote(self, training_id: str, *, now: datetime) -> Job:
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

    def reject(self, training_id: str, *, now: datetime) -> Job:
        """Set the new model aside."""

        def set_aside(job: Job) -> None:
            self._registered(job, now)

        return reject_candidate(training_id, set_aside, jobs=self.jobs, now=now)

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
        self.models.copy(candidate_key(job.id), scores_key(record.version))
        note_use(
            job.id, record.version, data=self.data, models=self.models, recordings=self.recordings
        )
        return record
