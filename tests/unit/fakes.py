"""Recordings, files and trainings in memory, true to their ports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Any

from talent.errors import (
    ChangedMeanwhile,
    ObjectMissing,
    RecordingUnknown,
    TrainingRuns,
    TrainingUnknown,
)
from talent.ports import PresignedPost
from talent.recordings.ports import RecordingPage
from talent.recordings.recording import Recording
from talent.trainings.job import Job, JobStatus, illegal_job_step, move_job
from talent.trainings.ports import JobPage


def nothing() -> None:
    """Do nothing."""


@dataclass
class FakeRecordings:
    """The rows of recordings.

    Attributes
    ----------
    between : called before every save and removal: what somebody else does meanwhile.
    """

    rows: dict[str, Recording] = field(default_factory=dict)
    between: Callable[[], None] = nothing
    saves: int = 0

    def __post_init__(self) -> None:
        self._lock = Lock()

    def get(self, recording_id: str) -> Recording:
        """Return a row."""
        if recording_id not in self.rows:
            raise RecordingUnknown(recording_id)
        return self.rows[recording_id]

    def save(self, recording: Recording) -> Recording:
        """Store a row with its next revision."""
        self._once_between()
        with self._lock:
            self._check(recording)
            self.saves += 1
            self.rows[recording.id] = replace(recording, revision=recording.revision + 1)
            return self.rows[recording.id]

    def remove(self, recording: Recording) -> None:
        """Delete a row."""
        self._once_between()
        with self._lock:
            self._check(recording)
            del self.rows[recording.id]

    def page(self, *, cursor: str | None, limit: int, filters: Mapping[str, str]) -> RecordingPage:
        """Return all rows as one page; no use-case asks for another."""
        return RecordingPage(self.all(), None)

    def all(self) -> tuple[Recording, ...]:
        """Return every row."""
        return tuple(row for row in self.rows.values() if not row.deleting)

    def _check(self, recording: Recording) -> None:
        stored = self.rows.get(recording.id)
        if (stored.revision if stored else 0) != recording.revision:
            raise ChangedMeanwhile(recording.id)

    def _once_between(self) -> None:
        between, self.between = self.between, nothing
        between()


@dataclass
class FakeObjects:
    """A bucket with versions.

    Attributes
    ----------
    files : versions by key, the oldest first.
    broken : keys at which storing fails, as if the process died there.
    """

    files: dict[str, list[bytes]] = field(default_factory=dict)
    broken: Callable[[str], bool] = lambda _: False

    def presign(
        self, key: str, *, content_type: str, max_bytes: int, seconds: int
    ) -> PresignedPost:
        """Return leave to send a file."""
        return PresignedPost("https://bucket.example", {"key": key})

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Store a file."""
        if self.broken(key):
            raise KeyboardInterrupt
        self.files.setdefault(key, []).append(content)

    def get(self, key: str) -> bytes:
        """Return a file's content."""
        if key not in self.files:
            raise ObjectMissing(key)
        return self.files[key][-1]

    def copy(self, key: str, target: str) -> None:
        """Store a file under another key as well."""
        self.files.setdefault(target, []).append(self.get(key))

    def has(self, key: str) -> bool:
        """Say whether there is such a file."""
        return key in self.files

    def erase(self, prefix: str) -> int:
        """Delete every version of every file under a prefix."""
        if self.broken(prefix):
            raise KeyboardInterrupt
        gone = [self.files.pop(key) for key in list(self.files) if key.startswith(prefix)]
        return sum(map(len, gone))


@dataclass
class FakeJobs:
    """The rows of trainings.

    Attributes
    ----------
    between : called before every move: what somebody else does meanwhile.
    """

    rows: dict[str, Job] = field(default_factory=dict)
    holder: str | None = None
    last: str | None = None
    between: Callable[[], None] = nothing

    def begin(self, job: Job) -> None:
        """Store a new row as the one that runs."""
        if self.holder is not None:
            raise TrainingRuns(self.holder, values={"training_id": self.holder})
        self.rows[job.id] = job
        self.holder = self.last = job.id

    def get(self, training_id: str) -> Job:
        """Return a row."""
        if training_id not in self.rows:
            raise TrainingUnknown(training_id)
        return self.rows[training_id]

    def latest(self) -> str | None:
        """Return the id of the training that was begun last."""
        return self.last

    def move(self, job: Job, status: JobStatus, *, now: datetime, **facts: Any) -> Job:
        """Take a row from where it was read to a status."""
        between, self.between = self.between, nothing
        between()
        after = move_job(job, status, now=now, **facts)
        if self.rows[job.id].moves != job.moves:
            raise illegal_job_step(job, "it has changed")
        self.rows[job.id] = after
        if after.is_final and self.holder == job.id:
            self.holder = None
        return after

    def page(self, *, cursor: str | None, limit: int) -> JobPage:
        """Return all rows as one page; no use-case asks for another."""
        return JobPage(tuple(self.rows.values()), None)
