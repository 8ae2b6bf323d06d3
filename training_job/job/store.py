"""Storage of the job: a folder or a part of a bucket, by one address.

s3://bucket/some/prefix/     in a deployment, and against the local stack
file:///some/folder          by hand and in tests
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from talent.aws.objects import S3Objects
from talent.errors import ObjectMissing
from talent.registry.ports import Candidate
from training_job.models.dataset import BadDataError

AT_ONCE: Final = 16
"""Files that are fetched at the same time: each takes S3 some 20 ms, whatever its size."""
TYPES: Final = {
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
}


class Store(Candidate, Protocol):
    """Files by name, to read as well: the job reads snapshots, and its own checkpoints again.

    Of the ports of :mod:`talent.ports` it is the trainer's:
    :class:`talent.registry.ports.Candidate`.
    """

    def get(self, name: str) -> bytes:
        """Return a file's content; raise ObjectMissing."""


class Folder(Store):
    """Files in a folder, which is made when something is put there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, name: str) -> bytes:
        """Return a file's content; raise ObjectMissing."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError as error:
            raise ObjectMissing(f"There is no file {self._root / name}") from error

    def put(self, name: str, content: bytes) -> None:
        """Store a file, whole or not at all: a killed job must not leave half a checkpoint."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        part.replace(path)


class Prefix(Store):
    """Files under a prefix of a bucket."""

    def __init__(self, objects: S3Objects, prefix: str) -> None:
        self._objects, self._prefix = objects, prefix

    def get(self, name: str) -> bytes:
        """Return a file's content; raise ObjectMissing."""
        return self._objects.get(self._prefix + name)

    def put(self, name: str, content: bytes) -> None:
        """Store a file."""
        kind = TYPES.get(Path(name).suffix, "application/octet-stream")
        self._objects.put(self._prefix + name, content, content_type=kind)


def open_store(address: str) -> Store:
    """Return the store at an address, of a folder or of a part of a bucket."""
    parts = urlsplit(address)
    if parts.scheme == "s3" and parts.netloc:
        prefix = parts.path.strip("/")
        return Prefix(S3Objects(parts.netloc), f"{prefix}/" if prefix else "")
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return Folder(Path(unquote(parts.path)))
    raise BadDataError(f"{address!r} is no address: expected s3://bucket/prefix or file:///folder")


def split_address(address: str) -> tuple[str, str]:
    """Return the address of the place a file is in, and the file's name."""
    place, _, name = address.rpartition("/")
    if not name:
        raise BadDataError(f"{address!r} names no file")
    return place, name


def get_many(store: Store, names: list[str]) -> list[bytes | None]:
    """Return the content of many files, in order; None for one that is not there."""

    def one(name: str) -> bytes | None:
        try:
            return store.get(name)
        except ObjectMissing:
            return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, names))
