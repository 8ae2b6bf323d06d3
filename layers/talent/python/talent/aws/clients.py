"""AWS clients that give up within a Lambda's patience, and what their errors mean."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Literal

from talent.errors import StorageFailed, StorageUnavailable

if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_stepfunctions import SFNClient

_ADVICE: Final = "Try again in a few seconds."
_FULL: Final = HTTPStatus.INSUFFICIENT_STORAGE
MAKE_ROOM: Final = "Make room on the disk under DATA_DIR, then send it again."


def s3_client() -> S3Client:
    """Return an S3 client.

    Its presigned forms name the bucket's own region: through the global host name, a bucket
    younger than a day answers a POST with a redirect that most clients do not follow.
    """
    import boto3  # here and not above: a quarter of a second that the documentation never needs

    return boto3.client("s3", config=_patience().merge(_regional()))


def dynamodb_client() -> DynamoDBClient:
    """Return a DynamoDB client."""
    import boto3

    return boto3.client("dynamodb", config=_patience())


def states_client() -> SFNClient:
    """Return a client of Step Functions."""
    import boto3

    return boto3.client("stepfunctions", config=_patience())


def _patience() -> Config:
    from botocore.config import Config

    return Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3})


def _regional() -> Config:
    from botocore.config import Config

    # A stand-in for S3 seldom answers to bucket.host; botocore knows that of addresses only.
    style: Literal["path", "virtual"] = "path" if "AWS_ENDPOINT_URL_S3" in os.environ else "virtual"
    return Config(signature_version="s3v4", s3={"addressing_style": style})


@contextmanager
def storage(what: str) -> Iterator[None]:
    """Turn what a client raises into StorageUnavailable; what is typed already passes.

    No AWS service answers 507: it is the local stack's word for a disk that takes nothing.

    Parameters
    ----------
    what : what was being done, for the message.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        response: Any = error.response
        if response.get("ResponseMetadata", {}).get("HTTPStatusCode") == _FULL:
            reason = response["Error"]["Message"]
            raise StorageFailed(
                f"The storage did not {what}: {reason}", advice=MAKE_ROOM
            ) from error
        raise unavailable(what, code_of(error)) from error
    except BotoCoreError as error:
        raise unavailable(what, type(error).__name__) from error


def unavailable(what: str, reason: str) -> StorageUnavailable:
    """Return the error for something that storage did not do."""
    return StorageUnavailable(
        f"The storage did not {what}", advice=_ADVICE, values={"reason": reason}
    )


def code_of(error: ClientError) -> str:
    """Return AWS's own code of an error."""
    response: Any = error.response
    return str(response.get("Error", {}).get("Code", "?"))
