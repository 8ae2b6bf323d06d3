"""Protocols that the registry of models needs from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talent.registry.model_record import Change, ModelRecord, Pointer, Update


class Candidate(Protocol):
    """Candidate that a training writes. Write-only; used by the training job alone."""

    def put(self, name: str, content: bytes) -> None:
        """Store a file of the candidate."""
        ...


class Candidates(Protocol):
    """Candidates that trainers left, to read. Every method may raise StorageUnavailable."""

    def read(self, training_id: str, /) -> dict[str, bytes]:
        """Return the model files of a candidate that are there, by name; maybe none."""
        ...


class Published(Protocol):
    """The published models, to read. Every method may raise StorageUnavailable."""

    def read(self, version: str, /) -> dict[str, bytes]:
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
    """Rows of all models and the pointer. Every method may raise StorageUnavailable."""

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
