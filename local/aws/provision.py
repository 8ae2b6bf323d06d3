"""Provision the resources of the table in a running AWS, which locally is moto."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.resources import BUCKETS, QUEUES, TABLES, arn_of
from topology.environment import REGION
from topology.resources import Bucket, Choices, Queue, Table, cors_rules, lifecycle_rules

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Clients:
    """The three clients that make resources."""

    s3: S3Client
    dynamodb: DynamoDBClient
    sqs: SQSClient


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


def queue_attributes(queue: Queue) -> Mapping[str, str]:
    """Return the attributes of a queue, as SQS takes them."""
    attributes = {
        "VisibilityTimeout": str(queue.visibility_seconds),
        "MessageRetentionPeriod": str(queue.keep_days * 86_400),
    }
    if queue.dead_letters:
        target = next(other for other in QUEUES if other.name == queue.dead_letters)
        attributes["RedrivePolicy"] = json.dumps(
            {"deadLetterTargetArn": arn_of(target), "maxReceiveCount": queue.max_receives}
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
                    "QueueArn": arn_of(queue),
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": prefix}]}},
                }
            ]
        },
    )
