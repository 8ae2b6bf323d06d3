"""Settings of a retraining: all from the environment, so that the container has no arguments.

    TRAINING_ID      identifier of the training
    SNAPSHOT_URI     the snapshot's manifest.json
    DATA_URI         where features/ and recordings/ are
    CANDIDATE_URI    where the candidate's files and the checkpoints go
    JOBS_TABLE       table with the row of the job; empty where there is none

Exit status: 0 done; 2 the data cannot carry a training, or the code has a fault that would come
again: trying again will not help; anything else: try again, it goes on from the last checkpoint.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from training_job.models.dataset import BadDataError


@dataclass(frozen=True, slots=True)
class JobSettings:
    """Settings of one retraining; :mod:`training_job.job.settings` explains each."""

    training_id: str
    snapshot: str
    data: str
    candidate: str
    jobs_table: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "JobSettings":
        """Read the environment; raise BadDataError for what is missing."""
        names = ("TRAINING_ID", "SNAPSHOT_URI", "DATA_URI", "CANDIDATE_URI")
        if missing := [name for name in names if not environment.get(name)]:
            raise BadDataError(f"the environment lacks {', '.join(missing)}")
        training_id, snapshot, data, candidate = (environment[name] for name in names)
        return cls(training_id, snapshot, data, candidate, environment.get("JOBS_TABLE", ""))
