"""Bucket as all of ours are: encrypted, never public, versioned, reached over TLS alone."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

UNFINISHED_DAYS: Final = 1
"""Retention of the parts of an upload that was never finished."""


def private_bucket(
    scope: Construct,
    name: str,
    *,
    removal: RemovalPolicy,
    rules: Sequence[s3.LifecycleRule] = (),
    cors: Sequence[s3.CorsRule] = (),
) -> s3.Bucket:
    """Make a bucket.

    Parameters
    ----------
    rules : of its lifecycle, beside the one for uploads that were never finished.
    """
    unfinished = Duration.days(UNFINISHED_DAYS)
    return s3.Bucket(
        scope,
        name,
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        versioned=True,
        removal_policy=removal,
        lifecycle_rules=[
            s3.LifecycleRule(abort_incomplete_multipart_upload_after=unfinished),
            *rules,
        ],
        cors=[*cors],
    )
