"""What is stored is encrypted, private, versioned, and the same as on one machine."""

import pytest

from infra.names import construct_id
from infra.template import Deployed, Json
from topology.resources import BUCKETS, QUEUES, STORAGE, TABLES, Choices, lifecycle_rules

pytestmark = pytest.mark.slow


def test_every_bucket_is_private_encrypted_and_versioned(deployed: Deployed) -> None:
    buckets = deployed.of_type("AWS::S3::Bucket")
    assert len(buckets) == len(BUCKETS)
    for bucket in buckets.values():
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
        assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
        (ownership,) = bucket["OwnershipControls"]["Rules"]
        assert ownership["ObjectOwnership"] == "BucketOwnerEnforced"
        days = [
            rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
            for rule in bucket["LifecycleConfiguration"]["Rules"]
            if "AbortIncompleteMultipartUpload" in rule
        ]
        assert days == [1]


@pytest.mark.parametrize(
    ("kind", "policy", "key"),
    [
        ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"),
        ("AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"),
        ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"),
    ],
)
def test_only_tls_gets_in(deployed: Deployed, kind: str, policy: str, key: str) -> None:
    shut = set()
    for made in deployed.of_type(policy).values():
        targets = made[key] if isinstance(made[key], list) else [made[key]]
        for statement in made["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Deny":
                refused = statement["Condition"].get("Bool", {})
                if refused.get("aws:SecureTransport") == "false":
                    shut |= {target["Ref"] for target in targets}
    assert shut == set(deployed.of_type(kind))


def test_queues_are_encrypted(deployed: Deployed) -> None:
    for queue in deployed.of_type("AWS::SQS::Queue").values():
        assert queue["SqsManagedSseEnabled"] is True


def test_data_outlives_production(dev: Deployed, prod: Deployed) -> None:
    stateful = {"AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SQS::Queue"}
    for stage, policy in ((dev, "Delete"), (prod, "Retain")):
        kept = [made for made in stage.resources.values() if made["Type"] in stateful]
        assert {made["DeletionPolicy"] for made in kept} == {policy}
    for table in prod.of_type("AWS::DynamoDB::Table").values():
        assert table["DeletionProtectionEnabled"] is True


def table_of(deployed: Deployed, variable: str) -> Json:
    return named(deployed.of_type("AWS::DynamoDB::Table"), variable)


def bucket_of(deployed: Deployed, variable: str) -> Json:
    return named(deployed.of_type("AWS::S3::Bucket"), variable)


def named(resources: dict[str, Json], variable: str) -> Json:
    wanted = f"Storage{construct_id(variable)}"
    (found,) = [made for name, made in resources.items() if name[:-8] == wanted]
    return found


@pytest.mark.parametrize("variable", [name for name in STORAGE if name.endswith("_TABLE")])
def test_a_table_has_the_keys_it_has_locally(deployed: Deployed, variable: str) -> None:
    local = next(table for table in TABLES if table.name == STORAGE[variable])
    made = table_of(deployed, variable)
    assert made["BillingMode"] == "PAY_PER_REQUEST"
    assert made["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert made["KeySchema"] == [{"AttributeName": local.partition, "KeyType": "HASH"}]
    ttl = made.get("TimeToLiveSpecification", {}).get("AttributeName")
    assert ttl == local.ttl
    indexes = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in made.get("GlobalSecondaryIndexes", [])
    }
    assert indexes == {index.name: [index.partition, index.sort] for index in local.indexes}


@pytest.mark.parametrize("variable", [name for name in STORAGE if name.endswith("_BUCKET")])
def test_a_bucket_does_what_it_does_locally(deployed: Deployed, variable: str) -> None:
    local = next(bucket for bucket in BUCKETS if bucket.name == STORAGE[variable])
    made = bucket_of(deployed, variable)
    expire = [
        rule["ExpirationInDays"]
        for rule in made["LifecycleConfiguration"]["Rules"]
        if "ExpirationInDays" in rule and not rule.get("Prefix")
    ]
    expected = lifecycle_rules(local, Choices().retention_days)
    assert expire == [rule["Expiration"]["Days"] for rule in expected]
    notified = made.get("NotificationConfiguration", {}).get("QueueConfigurations", [])
    prefixes = [entry["Filter"]["S3Key"]["Rules"] for entry in notified]
    assert prefixes == (
        [[{"Name": "prefix", "Value": local.notifies[0]}]] if local.notifies else []
    )


def test_pages_may_send_to_the_uploads_only(dev: Deployed, prod: Deployed) -> None:
    for bucket in dev.of_type("AWS::S3::Bucket").values():
        assert "CorsConfiguration" not in bucket
    for local in BUCKETS:
        variable = next(key for key in STORAGE if STORAGE[key] == local.name and "BUCKET" in key)
        rules = bucket_of(prod, variable).get("CorsConfiguration", {}).get("CorsRules", [])
        origins = [origin for rule in rules for origin in rule["AllowedOrigins"]]
        expected = ["https://app.example", "http://localhost:*"] if local.browsers else []
        assert origins == expected


def test_the_queue_redrives_as_locally(deployed: Deployed) -> None:
    queues = deployed.of_type("AWS::SQS::Queue")
    local = next(queue for queue in QUEUES if queue.dead_letters)
    (made,) = [queue for queue in queues.values() if "RedrivePolicy" in queue]
    assert made["VisibilityTimeout"] == local.visibility_seconds
    assert made["RedrivePolicy"]["maxReceiveCount"] == local.max_receives
    target = made["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    days = next(queue.keep_days for queue in QUEUES if queue.name == local.dead_letters)
    assert queues[target]["MessageRetentionPeriod"] == days * 86_400


def test_s3_of_this_account_may_tell_the_queue_and_nobody_else(deployed: Deployed) -> None:
    allowed = [
        statement
        for policy in deployed.of_type("AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    (statement,) = allowed
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }
