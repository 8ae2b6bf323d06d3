"""Models in S3.

    models/current.json         {"version": "..."}: which model is in service
    models/{version}/...        its files, see talent.model.artifact; never changed once there

A process keeps its model and asks every few seconds whether another one is in service. A
new one is checked before it replaces the old; where it fails, the old one keeps serving.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from talent.aws.clients import code_of, s3_client
from talent.errors import ModelCorrupt, ModelError, ModelMissing

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from talent.model.artifact import Model

PREFIX: Final = "models/"
POINTER: Final = PREFIX + "current.json"
RECHECK_SECONDS: Final = 10.0

_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ABSENT: Final = {"NoSuchKey", "NoSuchBucket", "404", "AccessDenied"}
_NOT_MODIFIED: Final = "304"
_log = logging.getLogger(__name__)


class S3ModelStore:
    """The model in service, out of a bucket (port: :class:`talent.ports.ModelStore`).

    Parameters
    ----------
    bucket : name of the bucket.
    client : makes the S3 client, when it is first needed.
    clock : seconds that only ever grow.
    recheck_seconds : how long the answer "this is the current model" is believed.
    """

    def __init__(
        self,
        bucket: str,
        *,
        client: Callable[[], S3Client] = s3_client,
        clock: Callable[[], float] = time.monotonic,
        recheck_seconds: float = RECHECK_SECONDS,
    ) -> None:
        self._bucket = bucket
        self._make_client = client
        self._clock = clock
        self._recheck_seconds = recheck_seconds
        self._client: S3Client | None = None
        self._model: Model | None = None
        self._etag = ""
        self._checked_at = -recheck_seconds

    def current(self) -> Model:
        """Return the model in service; raise ModelError where there is none to trust."""
        fresh = self._clock() - self._checked_at < self._recheck_seconds
        if self._model is not None and fresh:
            return self._model
        try:
            self._refresh()
        except ModelError as error:
            if self._model is None:
                raise
            _log.warning("A new model was refused (%s); the old one keeps serving", error.code)
        self._checked_at = self._clock()
        assert self._model is not None  # noqa: S101 - _refresh sets it or raises
        return self._model

    def _refresh(self) -> None:
        # The ETag is remembered for a refused model too: it is not fetched again and again.
        pointer = self._get(POINTER, unless=self._etag if self._model else "")
        if pointer is None:
            return
        content, etag = pointer
        version = _version(content)
        if self._model is not None and version == self._model.manifest.version:
            self._etag = etag
            return
        files = self._files(version)
        self._etag = etag
        self._model = _load(files, version)

    def _files(self, version: str) -> dict[str, bytes]:
        from talent.model.artifact import FILES, MANIFEST

        files: dict[str, bytes] = {}
        for name in FILES:
            try:
                found = self._get(f"{PREFIX}{version}/{name}")
            except ModelMissing:
                if name == MANIFEST:
                    raise
                continue  # load_model says which one is missing
            if found is not None:
                files[name] = found[0]
        return files

    def _get(self, key: str, *, unless: str = "") -> tuple[bytes, str] | None:
        """Return content and ETag of an object, or None if its ETag is still ``unless``."""
        from botocore.exceptions import BotoCoreError, ClientError

        if self._client is None:
            self._client = self._make_client()
        condition: dict[str, Any] = {"IfNoneMatch": unless} if unless else {}
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key, **condition)
            return answer["Body"].read(), answer["ETag"]
        except ClientError as error:
            code = code_of(error)
            if code == _NOT_MODIFIED:
                return None
            raise _missing(key, code) from error
        except BotoCoreError as error:
            raise _missing(key, type(error).__name__) from error


def publish(files: Mapping[str, bytes], *, bucket: str, client: S3Client) -> str:
    """Check a model, put it into the bucket and into service; return its version."""
    from talent.model.artifact import load_model

    version = load_model(files).manifest.version
    for name, content in files.items():
        client.put_object(Bucket=bucket, Key=f"{PREFIX}{version}/{name}", Body=content)
    pointer = json.dumps({"version": version}).encode()
    client.put_object(Bucket=bucket, Key=POINTER, Body=pointer, ContentType="application/json")
    return version


def _load(files: Mapping[str, bytes], version: str) -> Model:
    from talent.model.artifact import load_model

    model = load_model(files)
    if model.manifest.version != version:
        raise ModelCorrupt(
            f"The folder of model {version} holds model {model.manifest.version}",
            advice="Publish the model again.",
        )
    return model


def _version(pointer: bytes) -> str:
    try:
        version = json.loads(pointer)["version"]
        if not _VERSION.fullmatch(version):
            raise ValueError("not a version")
    except (ValueError, TypeError, KeyError) as error:
        raise ModelCorrupt(
            f"{POINTER} does not name a model",
            advice='It must read {"version": "..."}: publish a model again.',
        ) from error
    return str(version)


def _missing(key: str, reason: str) -> ModelMissing:
    if reason in _ABSENT:
        return ModelMissing(
            f"{key} is not in the model bucket",
            advice="Publish a model: `make model` makes the default one.",
            values={"reason": reason},
        )
    return ModelMissing(
        f"The model bucket did not give {key}",
        advice="Check that the bucket can be reached; the next request tries again.",
        values={"reason": reason},
    )
