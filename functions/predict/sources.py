"""Sources of recordings: sent along with the request, or uploaded before."""

from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from functions.http.multipart import UploadedFile
from talent.ports import ObjectStore
from talent.uploads.enqueue import enqueue, enqueue_again
from talent.uploads.ports import Uploads
from talent.uploads.status import check_present, find_recording, read_recording
from talent.uploads.upload import Upload


class UploadStore(NamedTuple):
    """Stored uploads: their rows, and the bucket with their files."""

    uploads: Uploads
    objects: ObjectStore


class RecordingSource(Protocol):
    """One recording.

    Attributes
    ----------
    filename : the client's own name for it, as far as it is known.
    """

    filename: str

    @property
    def upload_id(self) -> str | None:
        """What the client named; None where it was sent along."""
        ...

    def read(self) -> bytes:
        """Return the file; raise TooLarge, or what an upload that is not there raises."""
        ...

    def submit(self, wanted: dict[str, Any]) -> Upload:
        """Enqueue it; raise as :meth:`read` does."""
        ...


class Sent:
    """A recording that was sent along."""

    upload_id = None

    def __init__(self, take: UploadedFile, shelf: UploadStore) -> None:
        self.filename = take.filename
        self._take = take
        self._shelf = shelf

    def read(self) -> bytes:
        """Return the file; raise TooLarge."""
        self._take.check_size()
        return self._take.content

    def submit(self, wanted: dict[str, Any]) -> Upload:
        """Enqueue it; raise TooLarge."""
        return enqueue(
            self.read(),
            content_type=self._take.content_type,
            filename=self.filename,
            wanted=wanted,
            now=datetime.now(UTC),
            **self._shelf._asdict(),
        )


class Stored:
    """A recording that was uploaded before."""

    def __init__(self, upload_id: str, shelf: UploadStore) -> None:
        self.filename = ""
        self.upload_id = upload_id
        self._shelf = shelf

    def read(self) -> bytes:
        """Return the file.

        Raises
        ------
        UploadUnknown, WrongPurpose, UploadIncomplete, UploadExpired
            If there is no such file.
        """
        return read_recording(self._find(), objects=self._shelf.objects, now=datetime.now(UTC))

    def submit(self, wanted: dict[str, Any]) -> Upload:
        """Enqueue a copy; raise as :meth:`read` does."""
        found, now = self._find(), datetime.now(UTC)
        check_present(found, objects=self._shelf.objects, now=now)
        return enqueue_again(found, wanted=wanted, now=now, **self._shelf._asdict())

    def _find(self) -> Upload:
        found = find_recording(self.upload_id, uploads=self._shelf.uploads)
        self.filename = found.filename
        return found
