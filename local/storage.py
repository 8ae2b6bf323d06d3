"""The buckets and tables of the product, and how they are made in moto."""

from typing import TYPE_CHECKING, Final

from local.functions import (
    DATA_BUCKET,
    IDEMPOTENCY_TABLE,
    MODELS_BUCKET,
    RECORDINGS_TABLE,
    REGION,
    UPLOADS_BUCKET,
    UPLOADS_TABLE,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

VERSIONED: Final = (UPLOADS_BUCKET, DATA_BUCKET)
BUCKETS: Final = (MODELS_BUCKET, *VERSIONED)
TTL: Final = {UPLOADS_TABLE: "delete_at", IDEMPOTENCY_TABLE: "expiration"}
"""By table the attribute that says, in seconds since 1970, when a row is over."""

BY_TIME: Final = "by_time"
"""Index of recordings: ``kind`` (always the same), then ``sort``."""


def make(s3: "S3Client", dynamodb: "DynamoDBClient") -> None:
    """Make all buckets and tables, empty."""
    for bucket in BUCKETS:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    for bucket in VERSIONED:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for table in (UPLOADS_TABLE, IDEMPOTENCY_TABLE):
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
        dynamodb.update_time_to_live(
            TableName=table,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL[table]},
        )
    dynamodb.create_table(
        TableName=RECORDINGS_TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "kind", "sort")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": BY_TIME,
                "KeySchema": [
                    {"AttributeName": "kind", "KeyType": "HASH"},
                    {"AttributeName": "sort", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
