"""State-machine tasks that prepare and compare; none of them can change a model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.runtime.state_machine_tasks import Task
from talent.ports import ObjectStore
from talent.prediction.ports import ModelStore
from talent.recordings.ports import Recordings
from talent.trainings.compare import compare_models
from talent.trainings.failure import fail_training
from talent.trainings.job import Job
from talent.trainings.ports import Jobs
from talent.trainings.snapshot import snapshot


@dataclass(frozen=True)
class PreparationTasks:
    """The tasks and what they work with; none of it can change a model.

    Parameters
    ----------
    recordings, data : the rows of labelled recordings, and the bucket with features.
    models : the bucket with candidates and published models.
    store : the model in service.
    salt : of the folds of this deployment's singers.
    """

    jobs: Jobs
    recordings: Recordings
    data: ObjectStore
    models: ObjectStore
    store: ModelStore
    salt: str

    @property
    def by_name(self) -> Mapping[str, Task]:
        """The tasks as the state machine calls them."""
        return {"snapshot": self.snapshot, "decide": self.decide, "fail": self.fail}

    def snapshot(self, training_id: str, *, now: datetime) -> Job:
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

    def decide(self, training_id: str, *, now: datetime) -> Job:
        """Compare the new model with the one in service."""
        return compare_models(
            training_id,
            jobs=self.jobs,
            data=self.data,
            models=self.models,
            store=self.store,
            now=now,
        )

    def fail(self, training_id: str, *, error: str, cause: str, now: datetime) -> Job:
        """Write down why a training failed."""
        return fail_training(training_id, error=error, cause=cause, jobs=self.jobs, now=now)
