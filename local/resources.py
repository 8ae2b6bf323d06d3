"""The stateful resources as they are deployed: buckets, tables and queues as one table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.functions import (
    ACCOUNT,
    DATA_BUCKET,
    DEAD_LETTERS,
    IDEMPOTENCY_TABLE,
    JOBS_TABLE,
    MODELS_BUCKET,
    RECORDINGS_TABLE,
    REGION,
    UPLOADS_BUCKET,
    UPLOADS_QUEUE,
    UPLOADS_TABLE,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

OLD_VERSION_DAYS: Final = 1
"""How long a version that was replaced or deleted is kept where versions expire at all."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket; nothing in it is public.

    Attributes
    ----------
    versioned : whether it keeps what is replaced or deleted.
    browsers : whether web pages of the configured origins may send to it.
    expires : whether its files are deleted after the configured days of retention.
    notifies : prefix of the keys whose arrival is told, and the queue it is told to.
    """

    name: str
    versioned: bool = False
    browsers: bool = False
    expires: bool = False
    notifies: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index over strings; it holds all attributes."""

    name: str
    partition: str
    sort: str


@dataclass(frozen=True, slots=True)
class Table:
    """A DynamoDB table, paid by request, with one string as its key.

    Attributes
    ----------
    ttl : attribute with the time (seconds since 1970) from which a row may be deleted.
    """

    name: str
    partition: str = "id"
    ttl: str | None = None
    indexes: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """An SQS queue.

    Attributes
    ----------
    visibility_seconds : how long a message is hidden from others once it was received; AWS
        advises six times the timeout of the function behind it.
    dead_letters : where a message goes that was received ``max_receives`` times.
    """

    name: str
    visibility_seconds: int = 30
    keep_days: int = 4
    dead_letters: str | None = None
    max_receives: int = 3

    @property
    def arn(self) -> str:
        """Its name in all of AWS."""
        return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}"


@dataclass(frozen=True, slots=True)
class Source:
    """A queue in front of a function (Lambda's event source mapping).

    Attributes
    ----------
    batch : most messages in one event.
    """

    queue: Queue
    function: str
    batch: int


QUEUES: Final = (
    Queue(DEAD_LETTERS, keep_days=14),  # before the one that refers to it
    Queue(UPLOADS_QUEUE, visibility_seconds=6 * 120, dead_letters=DEAD_LETTERS),
)
SOURCES: Final = (Source(QUEUES[1], "analyse", batch=5),)
BUCKETS: Final = (
    Bucket(MODELS_BUCKET),
    Bucket(
        UPLOADS_BUCKET,
        versioned=True,
        browsers=True,
        expires=True,
        notifies=("uploads/", UPLOADS_QUEUE),
    ),
    Bucket(DATA_BUCKET, versioned=True),
)
TABLES: Final = (
    Table(UPLOADS_TABLE, ttl="delete_at"),
    Table(RECORDINGS_TABLE, indexes=(Index("by_time", "kind", "sort"),)),
    Table(IDEMPOTENCY_TABLE, ttl="expiration"),
    Table(JOBS_TABLE, indexes=(Index("by_time", "kind", "sort"),)),
)


@dataclass(frozen=True, slots=True)
class Clients:
    """The three clients that make resources."""

    s3: S3Client
    dynamodb: DynamoDBClient
    sqs: SQSClient


@dataclass(frozen=True, slots=True)
class Choices:
    """What the operator chooses about them.

    Attributes
    ----------
    origins : web origins that may send files from a browser.
    retention_days : how long files sent by clients are kept.
    """

    origins: tuple[str, ...] = ()
    retention_days: int = 30


def make(clients: Clients, choices: Choices, *, before_events: Callable[[], None]) -> None:
    """Make everything; ``before_events`` is called before arrivals are told to the queues."""
    for queue in QUEUES:
        attributes: Any = queue_attributes(queue)
        clients.sqs.create_queue(QueueName=queue.name, Attributes=attributes)
    make_storage(clients.s3, clients.dynamodb, choices)
    before_events()
    for bucket in BUCKETS:
        _notify(clients.s3, bucket)


def make_storage(s3: S3Client, dynamodb: DynamoDBClient, choices: Choices) -> None:
    """Make the buckets and tables alone, without queues behind them."""
    for table in TABLES:
        _make_table(dynamodb, table)
    for bucket in BUCKETS:
        _make_bucket(s3, bucket, choices)


def cors_rules(bucket: Bucket, origins: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the CORS rules of a bucket, as S3 takes them."""
    if not bucket.browsers or not origins:
        return []
    return [
        {
            "AllowedOrigins": list(origins),
            "AllowedMethods": ["POST"],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag"],
            "MaxAgeSeconds": 600,
        }
    ]


def lifecycle_rules(bucket: Bucket, retention_days: int) -> list[dict[str, Any]]:
    """Return the lifecycle rules of a bucket, as S3 takes them."""
    if not bucket.expires:
        return []
    return [
        {
            "ID": "expire",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "Expiration": {"Days": retention_days},
            "NoncurrentVersionExpiration": {"NoncurrentDays": OLD_VERSION_DAYS},
        }
    ]


def queue_attributes(queue: Queue) -> Mapping[str, str]:
    """Return the attributes of a queue, as SQS takes them."""
    attributes = {
        "VisibilityTimeout": str(queue.visibility_seconds),
        "MessageRetentionPeriod": str(queue.keep_days * 86_400),
    }
    if queue.dead_letters:
        target = next(other for other in QUEUES if other.name == queue.dead_letters)
        attributes["RedrivePolicy"] = json.dumps(
            {"deadLetterTargetArn": target.arn, "maxReceiveCount": queue.max_receives}
        )
    return attributes


def _make_table(client: DynamoDBClient, table: Table) -> None:
    names = {table.partition}
    names.update(name for index in table.indexes for name in (index.partition, index.sort))
    indexes: Any = [
        {
            "IndexName": index.name,
            "KeySchema": [
                {"AttributeName": index.partition, "KeyType": "HASH"},
                {"AttributeName": index.sort, "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
        for index in table.indexes
    ]
    client.create_table(
        TableName=table.name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": table.partition, "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in sorted(names)
        ],
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
    )
    if table.ttl:
        client.update_time_to_live(
            TableName=table.name,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": table.ttl},
        )


def _make_bucket(client: S3Client, bucket: Bucket, choices: Choices) -> None:
    client.create_bucket(
        Bucket=bucket.name, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    if bucket.versioned:
        client.put_bucket_versioning(
            Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"}
        )
    cors: Any = cors_rules(bucket, choices.origins)
    if cors:
        client.put_bucket_cors(Bucket=bucket.name, CORSConfiguration={"CORSRules": cors})
    lifecycle: Any = lifecycle_rules(bucket, choices.retention_days)
    if lifecycle:
        client.put_bucket_lifecycle_configuration(
            Bucket=bucket.name, LifecycleConfiguration={"Rules": lifecycle}
        )


def _notify(client: S3Client, bucket: Bucket) -> None:
    if not bucket.notifies:
        return
    prefix, name = bucket.notifies
    queue = next(queue for queue in QUEUES if queue.name == name)
    client.put_bucket_notification_configuration(
        Bucket=bucket.name,
        NotificationConfiguration={
            "QueueConfigurations": [
                {
                    "QueueArn": queue.arn,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": prefix}]}},
                }
            ]
        },
    )
