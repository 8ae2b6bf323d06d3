"""Models in S3.

candidates/{training_id}/...   what a trainer made
models/{version}/...           what is published; never changed once there
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from talent.aws.clients import s3_client
from talent.aws.objects import S3Objects
from talent.errors import ObjectMissing
from talent.model.visuals import INDEX, ChartIndex

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PUBLISHED: Final = "models/"
CANDIDATES: Final = "candidates/"

_TYPES: Final = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_BYTES: Final = "application/octet-stream"


class S3Models:
    """The files of models, to read.

    Ports: :class:`talent.registry.ports.Published` and, of candidates,
    :class:`talent.registry.ports.Candidates`.

    Parameters
    ----------
    bucket : name of the bucket.
    place : published models, or ``CANDIDATES``.
    client : makes the S3 client, when it is first needed.
    """

    def __init__(
        self, bucket: str, place: str = PUBLISHED, *, client: Callable[[], S3Client] = s3_client
    ) -> None:
        self._objects, self._place = S3Objects(bucket, client=client), place

    def read(self, name: str) -> dict[str, bytes]:
        """Return the files of a version, or of a training, that are there, by name; maybe none.

        Of a candidate with its charts: a published model keeps them when the candidate is gone.
        """
        place = f"{self._place}{name}/"
        charts = _read_visuals(self._objects, place) if self._place == CANDIDATES else {}
        return _read(self._objects, place) | charts


class S3Publisher(S3Models):
    """The published models, for the promoter alone.

    Port: :class:`talent.registry.ports.Publisher`.
    """

    def publish(self, version: str, files: Mapping[str, bytes]) -> None:
        """Store the files of a model under its version."""
        for name, content in files.items():
            kind = _TYPES.get(name.rpartition(".")[2], _BYTES)
            self._objects.put(f"{PUBLISHED}{version}/{name}", content, content_type=kind)


def _read(objects: S3Objects, prefix: str) -> dict[str, bytes]:
    from talent.model.artifact import FILES  # with numpy and the interpreter behind it

    found: dict[str, bytes] = {}
    for name in FILES:
        try:
            found[name] = objects.get(prefix + name)
        except ObjectMissing:
            continue  # who checks the model says which one is missing
    return found


def _read_visuals(objects: S3Objects, prefix: str) -> dict[str, bytes]:
    """Return the charts that an index names, and the index; none without it."""
    try:
        content = objects.get(prefix + INDEX)
        names = ChartIndex.from_json(content).files
    except (ObjectMissing, ValueError):
        return {}
    found = {INDEX: content}
    for name in names:
        try:
            found[name] = objects.get(prefix + name)
        except ObjectMissing:
            continue
    return found
