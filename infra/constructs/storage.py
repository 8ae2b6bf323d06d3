"""Storage: buckets, tables and queues, from the table that the local stack makes its own from."""

from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Validations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.bucket import private_bucket
from infra.findings import accept, accept_serverless
from infra.names import construct_id
from infra.stage import Stage
from topology.resources import (
    BUCKETS,
    OLD_VERSION_DAYS,
    QUEUES,
    STORAGE,
    TABLES,
    Bucket,
    Queue,
    Table,
    cors_rules,
)

CANDIDATE_DAYS: Final = 90
"""Retention of the files a training left behind; a promoted model has a copy of its own."""


@dataclass(frozen=True, slots=True)
class Resources:
    """Stored resources; buckets and tables by the name that functions know them by."""

    buckets: dict[str, s3.Bucket]
    tables: dict[str, dynamodb.Table]
    uploads: sqs.Queue
    dead_letters: sqs.Queue

    def name_of(self, variable: str) -> str:
        """Return the name of a bucket or table, by the variable that holds it."""
        if variable in self.buckets:
            return self.buckets[variable].bucket_name
        return self.tables[variable].table_name


class Storage(Construct):
    """All that holds something: encrypted, never public, reached over TLS alone."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage) -> None:
        super().__init__(scope, name)
        self._stage = stage
        self._removal = RemovalPolicy.RETAIN if stage.protected else RemovalPolicy.DESTROY
        queues: dict[str, sqs.Queue] = {}
        for queue in QUEUES:
            queues[queue.name] = self._queue(queue, queues)
        uploads = next(queue for queue in QUEUES if queue.dead_letters)
        self.resources = Resources(
            buckets={
                variable: self._bucket(variable, bucket, queues)
                for variable in STORAGE
                for bucket in BUCKETS
                if variable.endswith("_BUCKET") and bucket.name == STORAGE[variable]
            },
            tables={
                variable: self._table(variable, table)
                for variable in STORAGE
                for table in TABLES
                if variable.endswith("_TABLE") and table.name == STORAGE[variable]
            },
            uploads=queues[uploads.name],
            dead_letters=queues[str(uploads.dead_letters)],
        )

        here = Validations.of(self)
        accept(here, "S1", "Access logs would write down the addresses of callers")
        accept_serverless(
            Validations.of(self.resources.dead_letters),
            "SQSRedrivePolicy",
            "It is where the others redrive to",
        )

    def _queue(self, queue: Queue, others: dict[str, sqs.Queue]) -> sqs.Queue:
        dead_letters = others.get(queue.dead_letters) if queue.dead_letters else None
        return sqs.Queue(
            self,
            "UploadsQueue" if dead_letters else "DeadLetters",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(queue.keep_days),
            visibility_timeout=Duration.seconds(queue.visibility_seconds),
            removal_policy=self._removal,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=dead_letters, max_receive_count=queue.max_receives
            )
            if dead_letters
            else None,
        )

    def _bucket(self, variable: str, bucket: Bucket, queues: dict[str, sqs.Queue]) -> s3.Bucket:
        made = private_bucket(
            self,
            construct_id(variable),
            removal=self._removal,
            rules=self._lifecycle(variable, bucket),
            cors=[
                s3.CorsRule(
                    allowed_origins=rule["AllowedOrigins"],
                    allowed_methods=[s3.HttpMethods(method) for method in rule["AllowedMethods"]],
                    allowed_headers=rule["AllowedHeaders"],
                    exposed_headers=rule["ExposeHeaders"],
                    max_age=rule["MaxAgeSeconds"],
                )
                for rule in cors_rules(bucket, self._stage.sending_origins)
            ],
        )
        if bucket.notifies:
            prefix, queue = bucket.notifies
            _tell_arrivals(made, prefix, queues[queue])
        return made

    def _lifecycle(self, variable: str, bucket: Bucket) -> list[s3.LifecycleRule]:
        rules: list[s3.LifecycleRule] = []
        if bucket.expires:
            rules.append(
                s3.LifecycleRule(
                    expiration=Duration.days(self._stage.retention_days),
                    noncurrent_version_expiration=Duration.days(OLD_VERSION_DAYS),
                )
            )
        if variable == "MODELS_BUCKET":
            rules.append(
                s3.LifecycleRule(
                    prefix="candidates/",
                    expiration=Duration.days(CANDIDATE_DAYS),
                    noncurrent_version_expiration=Duration.days(OLD_VERSION_DAYS),
                )
            )
        return rules

    def _table(self, variable: str, table: Table) -> dynamodb.Table:
        made = dynamodb.Table(
            self,
            construct_id(variable),
            partition_key=_text(table.partition),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.DEFAULT,
            time_to_live_attribute=table.ttl,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=self._stage.protected,
            removal_policy=self._removal,
        )
        for index in table.indexes:
            made.add_global_secondary_index(
                index_name=index.name,
                partition_key=_text(index.partition),
                sort_key=_text(index.sort),
                projection_type=dynamodb.ProjectionType.ALL,
            )
        return made


def _tell_arrivals(bucket: s3.Bucket, prefix: str, queue: sqs.Queue) -> None:
    """Let S3 tell a queue of each new file.

    Written in CloudFormation's own words: the CDK's would bring a function of its own. The
    queue cannot name the bucket, which comes after it, but it names the account.
    """
    account = queue.stack.account
    queue.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal("s3.amazonaws.com")],
            actions=["sqs:SendMessage"],
            resources=[queue.queue_arn],
            conditions={"StringEquals": {"aws:SourceAccount": account}},
        )
    )
    inner = bucket.node.default_child
    assert isinstance(inner, s3.CfnBucket)  # noqa: S101 - what a Bucket is made of
    inner.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        queue_configurations=[
            s3.CfnBucket.QueueConfigurationProperty(
                event="s3:ObjectCreated:*",
                queue=queue.queue_arn,
                filter=s3.CfnBucket.NotificationFilterProperty(
                    s3_key=s3.CfnBucket.S3KeyFilterProperty(
                        rules=[s3.CfnBucket.FilterRuleProperty(name="prefix", value=prefix)]
                    )
                ),
            )
        ]
    )
    inner.node.add_dependency(queue.node.find_child("Policy"))


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
