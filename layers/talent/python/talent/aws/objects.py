"""Files in one S3 bucket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final

from talent.aws.clients import code_of, s3_client, storage, unavailable
from talent.errors import ObjectMissing
from talent.ports import PresignedPost

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

_ABSENT: Final = {"NoSuchKey", "404"}
"""S3's codes for an object that is not there, to a role that may list the bucket."""


class S3Objects:
    """Files in one bucket (port: :class:`talent.ports.ObjectStore`).

    Parameters
    ----------
    bucket : name of the bucket.
    client : makes the S3 client, when it is first needed.
    """

    def __init__(self, bucket: str, *, client: Callable[[], S3Client] = s3_client) -> None:
        self._bucket = bucket
        self._make_client = client

    @cached_property
    def _client(self) -> S3Client:
        return self._make_client()

    def presign(
        self, key: str, *, content_type: str, max_bytes: int, seconds: int
    ) -> PresignedPost:
        """Presign a form for one file of exactly this type and 1 to ``max_bytes`` bytes."""
        with storage("give leave to upload"):
            form = self._client.generate_presigned_post(
                self._bucket,
                key,
                Fields={"Content-Type": content_type},
                Conditions=[
                    {"Content-Type": content_type},
                    ["content-length-range", 1, max_bytes],
                ],
                ExpiresIn=seconds,
            )
        return PresignedPost(form["url"], form["fields"])

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Store a file."""
        with storage("take the file"):
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=content, ContentType=content_type
            )

    def get(self, key: str) -> bytes:
        """Return a file's content; raise ObjectMissing."""
        with _present(key, "give the file"):
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def copy(self, key: str, target: str) -> None:
        """Store a file under another key as well; raise ObjectMissing."""
        source = {"Bucket": self._bucket, "Key": key}
        with _present(key, "copy the file"):
            self._client.copy_object(
                Bucket=self._bucket,
                Key=target,
                CopySource=source,  # type: ignore[arg-type]  # its type wants a version, S3 does not
            )

    def has(self, key: str) -> bool:
        """Say whether there is such a file."""
        try:
            with _present(key, "look for the file"):
                self._client.head_object(Bucket=self._bucket, Key=key)
        except ObjectMissing:
            return False
        return True

    def erase(self, prefix: str) -> int:
        """Delete every version of every file under a prefix; return how many there were."""
        with storage("delete the files"):
            found = list(self._versions(prefix))
            for start in range(0, len(found), 1_000):  # as many as S3 takes at once
                answer = self._client.delete_objects(
                    Bucket=self._bucket,
                    Delete={"Objects": found[start : start + 1_000], "Quiet": True},
                )
                if answer.get("Errors"):
                    raise unavailable("delete the files", answer["Errors"][0].get("Code", "?"))
        return len(found)

    def _versions(self, prefix: str) -> Iterator[ObjectIdentifierTypeDef]:
        pages = self._client.get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
            for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                yield {"Key": version["Key"], "VersionId": version["VersionId"]}


@contextmanager
def _present(key: str, what: str) -> Iterator[None]:
    """Turn S3's word for an object that is not there into ObjectMissing."""
    from botocore.exceptions import ClientError

    with storage(what):
        try:
            yield
        except ClientError as error:
            if code_of(error) in _ABSENT:
                raise ObjectMissing(f"There is no file {key}") from error
            raise
