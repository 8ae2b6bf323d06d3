"""What the use-cases need from outside, as protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from talent.jobs import Job, JobStatus, Report
    from talent.model.artifact import Model
    from talent.records import Recording, Status, Upload
    from talent.registry import Change, ModelRecord, Pointer, Update


class ModelStore(Protocol):
    """Where the model in service comes from."""

    def current(self) -> Model:
        """Return the model in service; raise ModelError where there is none to trust."""
        ...


class Candidate(Protocol):
    """Where the trainer leaves a model. It has no other way to write, and nobody else has it."""

    def put(self, name: str, content: bytes) -> None:
        """Store a file of the candidate."""
        ...


class Candidates(Protocol):
    """What trainers left, to read. Every method may raise StorageUnavailable."""

    def read(self, training_id: str) -> dict[str, bytes]:
        """Return the model files of a candidate that are there, by name; maybe none."""
        ...


class Published(Protocol):
    """The published models, to read. Every method may raise StorageUnavailable."""

    def read(self, version: str) -> dict[str, bytes]:
        """Return the files of a model that are there, by name; maybe none."""
        ...


class Publisher(Published, Protocol):
    """The published models, for the promoter alone."""

    def publish(self, version: str, files: Mapping[str, bytes]) -> None:
        """Store the files of a model under its version."""
        ...


class ModelPage(NamedTuple):
    """A part of a listing of models.

    Attributes
    ----------
    cursor : opaque; where the next part begins. None at the end.
    """

    models: tuple[ModelRecord, ...]
    cursor: str | None


class Registry(Protocol):
    """Which model serves, and the rows of all. Every method may raise StorageUnavailable."""

    def pointer(self) -> Pointer | None:
        """Return which model serves, consistently; None where none ever did."""
        ...

    def model(self, version: str) -> ModelRecord:
        """Return the row of a model, consistently; raise ModelUnknown."""
        ...

    def commit(self, update: Update) -> None:
        """Store a step with its history, as a whole or not at all.

        Raises ChangedMeanwhile where anything of it has another revision than it was read with.
        """
        ...

    def page(self, *, cursor: str | None, limit: int) -> ModelPage:
        """Return up to ``limit`` models, the newest first; raise BadCursor."""
        ...

    def history(self, version: str, *, limit: int) -> tuple[Change, ...]:
        """Return up to ``limit`` changes of a model, the latest first."""
        ...


class Permission(NamedTuple):
    """Leave to send one file straight to the store, as an HTML form (S3's presigned POST).

    Attributes
    ----------
    url : where to send it.
    fields : the form's fields, all of them, before the field ``file``.
    """

    url: str
    fields: Mapping[str, str]


class Objects(Protocol):
    """Files in one bucket. Every method may raise StorageUnavailable."""

    def permit(self, key: str, *, content_type: str, max_bytes: int, seconds: int) -> Permission:
        """Return leave to send one file of exactly this type and 1 to ``max_bytes`` bytes."""
        ...

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Store a file."""
        ...

    def get(self, key: str) -> bytes:
        """Return a file's content; raise ObjectMissing."""
        ...

    def copy(self, key: str, target: str) -> None:
        """Store a file under another key as well; raise ObjectMissing."""
        ...

    def has(self, key: str) -> bool:
        """Say whether there is such a file."""
        ...

    def erase(self, prefix: str) -> int:
        """Delete every version of every file under a prefix; return how many there were."""
        ...


class Uploads(Protocol):
    """The rows of uploads. Every method may raise StorageUnavailable."""

    def create(self, upload: Upload) -> None:
        """Store a new row; raise IllegalTransition where the id is taken."""
        ...

    def get(self, upload_id: str) -> Upload:
        """Return a row, consistently; raise UploadUnknown."""
        ...

    def move(
        self,
        upload: Upload,
        status: Status,
        *,
        now: datetime,
        problem: Mapping[str, Any] | None = None,
        result: str | None = None,
    ) -> Upload:
        """Take a row from where it was read to a status; return the new row.

        Legal are the steps of :data:`talent.records.NEXT`; every step to ``processing`` counts
        as an attempt. Of several writers that read the same row one wins; the others get
        IllegalTransition, as does an illegal step.
        """
        ...


class Page(NamedTuple):
    """A part of a listing.

    Attributes
    ----------
    cursor : opaque; where the next part begins. None at the end.
    """

    recordings: tuple[Recording, ...]
    cursor: str | None


class Recordings(Protocol):
    """The rows of labelled recordings. Every method may raise StorageUnavailable."""

    def get(self, recording_id: str) -> Recording:
        """Return a row, consistently; raise RecordingUnknown."""
        ...

    def save(self, recording: Recording) -> Recording:
        """Store a row with its revision plus one; return it so.

        Revision 0 is a new row. Raises ChangedMeanwhile where the stored row has another
        revision than the one given, or a new row's id is taken.
        """
        ...

    def remove(self, recording: Recording) -> None:
        """Delete a row; raise ChangedMeanwhile where it has another revision."""
        ...

    def page(self, *, cursor: str | None, limit: int, filters: Mapping[str, str]) -> Page:
        """Return up to ``limit`` rows, the newest first; raise BadCursor.

        ``filters`` holds ``label`` (also ``divided``), ``singer`` or ``source`` and the value
        each must have. Where few rows fit, a page may hold fewer than ``limit``, even none;
        only a cursor of None is the end. Rows being deleted are left out.
        """
        ...

    def all(self) -> tuple[Recording, ...]:
        """Return every row that is not being deleted."""
        ...


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

        Legal are the steps of :data:`talent.jobs.NEXT`. Of several writers that read the same
        row one wins; the others get IllegalTransition, as does an illegal step. ``facts`` are
        the other fields that change.
        """
        ...

    def page(self, *, cursor: str | None, limit: int) -> JobPage:
        """Return up to ``limit`` rows, the newest first; raise BadCursor."""
        ...


class Machine(Protocol):
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

    def report(self, report: Report) -> None:
        """Tell how far it is."""
        ...
