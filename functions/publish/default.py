"""The default model, into service where the operator has none of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from talent.aws.models import POINTER, publish
from talent.model.artifact import DEFAULT_FOLDER, read_folder

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DEFAULT: Final = "default-"
"""How the versions begin that come with the code."""


def publish_default(bucket: str, client: S3Client) -> str:
    """Return the version that is in service from now on.

    A model of the operator's own stays; an older default gives way to the newer one.
    """
    own = _own_model(bucket, client)
    return own or publish(read_folder(DEFAULT_FOLDER), bucket=bucket, client=client)


def _own_model(bucket: str, client: S3Client) -> str:
    """Return the version in service, empty where there is none or a default one."""
    if not client.list_objects_v2(Bucket=bucket, Prefix=POINTER).get("KeyCount"):
        return ""
    pointer = json.loads(client.get_object(Bucket=bucket, Key=POINTER)["Body"].read())
    version = str(pointer["version"])
    return "" if version.startswith(DEFAULT) else version
