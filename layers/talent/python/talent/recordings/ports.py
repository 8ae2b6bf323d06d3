"""Protocols that labelled recordings need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talent.recordings.recording import Recording


class RecordingPage(NamedTuple):
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

    def page(self, *, cursor: str | None, limit: int, filters: Mapping[str, str]) -> RecordingPage:
        """Return up to ``limit`` rows, the newest first; raise BadCursor.

        ``filters`` holds ``label`` (also ``divided``), ``singer`` or ``source`` and the value
        each must have. Where few rows fit, a page may hold fewer than ``limit``, even none;
        only a cursor of None is the end. Rows being deleted are left out.
        """
        ...

    def all(self) -> tuple[Recording, ...]:
        """Return every row that is not being deleted."""
        ...
