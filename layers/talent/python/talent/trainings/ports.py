"""Protocols of what trainings need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from talent.trainings.job import Job, JobStatus, ProgressReport


class JobPage(NamedTuple):
    """A part of a listing.

    Attributes
    ----------
    cursor : opaque; where the next part begins. None at the end.
    """

    jobs: tuple[Job, ...]
    cursor: str | None


class Jobs(Protocol):
    """The rows of trainings, one of which runs at a time. May raise StorageUnavailable."""

    def begin(self, job: Job) -> None:
        """Store a new row as the one that runs; raise TrainingRuns where another one does.

        It counts as running until :meth:`move` takes it to a final status.
        """
        ...

    def get(self, training_id: str) -> Job:
        """Return a row, consistently; raise TrainingUnknown."""
        ...

    def latest(self) -> str | None:
        """Return the id of the training that was begun last, consistently."""
        ...

    def move(
        self,
        job: Job,
        status: JobStatus,
        *,
        now: datetime,
        **facts: Any,  # noqa: ANN401 - fields of a job
    ) -> Job:
        """Take a row from where it was read to a status; return the new row.

        Legal are the steps of :data:`talent.trainings.job.NEXT`. Of several writers that read the
        same row one wins; the others get IllegalTransition, as does an illegal step. ``facts`` are
        the other fields that change.
        """
        ...

    def page(self, *, cursor: str | None, limit: int) -> JobPage:
        """Return up to ``limit`` rows, the newest first; raise BadCursor."""
        ...


class Orchestrator(Protocol):
    """What carries trainings out (a state machine). May raise StorageUnavailable."""

    def start(self, training_id: str) -> None:
        """Begin a training, once: a second call with the same id changes nothing."""
        ...

    def stop(self, training_id: str, why: str) -> None:
        """End a training wherever it is; nothing happens where it has ended or never began."""
        ...

    def ended(self, training_id: str) -> str | None:
        """Return how a training ended, in a word; None while it runs.

        What was never begun, or is forgotten, is "unknown".
        """
        ...


class Progress(Protocol):
    """Who is told how far a training is."""

    def report(self, report: ProgressReport) -> None:
        """Tell how far it is."""
        ...
