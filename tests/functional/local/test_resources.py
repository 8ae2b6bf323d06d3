"""What is made in moto is what the table says."""

import json
from typing import Any

from local.names import (
    ACCOUNT,
    DATA_BUCKET,
    DEAD_LETTERS,
    MODELS_BUCKET,
    RECORDINGS_TABLE,
    UPLOADS_BUCKET,
    UPLOADS_QUEUE,
    UPLOADS_TABLE,
)
from local.resources import BUCKETS, QUEUES, TABLES, arn_of
from tests.functional.local.conftest import Aws
from topology.environment import REGION


def queue_url(aws: Aws, name: str) -> str:
    return aws.clients.sqs.get_queue_url(QueueName=name)["QueueUrl"]


def receive(aws: Aws, name: str) -> list[Any]:
    found = aws.clients.sqs.receive_message(
        QueueUrl=queue_url(aws, name), MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    return list(found.get("Messages", []))


def test_all_of_them_are_there_and_no_others(aws: Aws) -> None:
    s3, dynamodb, sqs = aws.clients.s3, aws.clients.dynamodb, aws.clients.sqs
    assert {b["Name"] for b in s3.list_buckets()["Buckets"]} == {b.name for b in BUCKETS}
    assert set(dynamodb.list_tables()["TableNames"]) == {table.name for table in TABLES}
    urls = sqs.list_queues()["QueueUrls"]
    assert {url.rpartition("/")[2] for url in urls} == {queue.name for queue in QUEUES}


def test_versions_lifecycle_and_browsers(aws: Aws) -> None:
    s3 = aws.clients.s3
    statuses = {b.name: s3.get_bucket_versioning(Bucket=b.name).get("Status") for b in BUCKETS}
    assert statuses == {MODELS_BUCKET: None, UPLOADS_BUCKET: "Enabled", DATA_BUCKET: "Enabled"}
    (rule,) = s3.get_bucket_cors(Bucket=UPLOADS_BUCKET)["CORSRules"]
    assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == (["http://localhost:*"], ["POST"])
    (life,) = s3.get_bucket_lifecycle_configuration(Bucket=UPLOADS_BUCKET)["Rules"]
    assert life["Expiration"]["Days"] == 30


def test_keys_index_and_ttl(aws: Aws) -> None:
    dynamodb = aws.clients.dynamodb
    table = dynamodb.describe_table(TableName=RECORDINGS_TABLE)["Table"]
    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "by_time"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["kind", "sort"]
    ttl = dynamodb.describe_time_to_live(TableName=UPLOADS_TABLE)["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "delete_at")


def test_only_what_is_uploaded_is_told_to_the_queue(aws: Aws) -> None:
    for key in ("uploads/ä b", "results/x.json"):
        aws.clients.s3.put_object(Bucket=UPLOADS_BUCKET, Key=key, Body=b"x")
    bodies = [json.loads(message["Body"]) for message in receive(aws, UPLOADS_QUEUE)]
    events = [record for body in bodies for record in body.get("Records", [])]
    assert [event["s3"]["object"]["key"] for event in events] == ["uploads%2F%C3%A4+b"]
    assert events[0]["awsRegion"] == REGION


def test_a_message_received_three_times_goes_to_the_dead_letters(aws: Aws) -> None:
    url = queue_url(aws, UPLOADS_QUEUE)
    aws.clients.sqs.purge_queue(QueueUrl=url)
    aws.clients.sqs.send_message(QueueUrl=url, MessageBody="poison")
    received = [len(receive(aws, UPLOADS_QUEUE)) for _ in range(4)]
    assert received == [1, 1, 1, 0]
    assert [message["Body"] for message in receive(aws, DEAD_LETTERS)] == ["poison"]
    assert arn_of(QUEUES[0]) == f"arn:aws:sqs:{REGION}:{ACCOUNT}:{DEAD_LETTERS}"
