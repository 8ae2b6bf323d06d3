"""Forms, signatures and web pages against moto as the local stack guards it."""

import base64
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import boto3
import httpx
import pytest

from local.names import MODELS_BUCKET, UPLOADS_BUCKET, UPLOADS_QUEUE
from tests.functional.local.conftest import ORIGIN, Aws

KEY = "uploads/0123"
WAV = "audio/wav"


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=20) as client:
        yield client


def permit(aws: Aws, *, most: int = 1000, seconds: int = 300) -> tuple[str, dict[str, str]]:
    """Return address and fields of a form, as the product makes it."""
    form = aws.clients.s3.generate_presigned_post(
        UPLOADS_BUCKET,
        KEY,
        Fields={"Content-Type": WAV},
        Conditions=[{"Content-Type": WAV}, ["content-length-range", 1, most]],
        ExpiresIn=seconds,
    )
    return form["url"], form["fields"]


def send(
    http: httpx.Client,
    url: str,
    fields: dict[str, Any],
    content: bytes = b"sound",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    return http.post(url, data=fields, files={"file": ("a.wav", content)}, headers=headers)


def refused(response: httpx.Response, status: int, code: str, text: str = "") -> None:
    assert (response.status_code, response.headers["content-type"]) == (status, "application/xml")
    assert f"<Code>{code}</Code>" in response.text
    assert text in response.text


def kept(aws: Aws) -> int:
    return aws.clients.s3.list_objects_v2(Bucket=UPLOADS_BUCKET)["KeyCount"]


def test_a_form_within_its_policy_is_taken_byte_for_byte(aws: Aws, http: httpx.Client) -> None:
    url, fields = permit(aws)
    content = bytes(range(256)) + b"\r\n--\r\n"
    answer = send(http, url, fields, content)
    assert (answer.status_code, answer.content) == (204, b"")
    found = aws.clients.s3.get_object(Bucket=UPLOADS_BUCKET, Key=KEY)
    assert found["Body"].read() == content
    assert (found["ContentType"], found["ETag"]) == (WAV, answer.headers["etag"])
    sqs = aws.clients.sqs
    queue = sqs.get_queue_url(QueueName=UPLOADS_QUEUE)["QueueUrl"]
    bodies = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    records = [r for body in bodies for r in json.loads(body["Body"]).get("Records", [])]
    assert [(r["eventName"], r["s3"]["object"]["size"]) for r in records] == [
        ("ObjectCreated:Post", len(content))
    ]


def test_fifty_megabytes_are_taken_and_one_byte_more_is_not(aws: Aws, http: httpx.Client) -> None:
    url, fields = permit(aws, most=50_000_000)
    refused(send(http, url, fields, bytes(50_000_001)), 400, "EntityTooLarge", "50000000")
    assert kept(aws) == 0
    assert send(http, url, fields, bytes(50_000_000)).status_code == 204
    head = aws.clients.s3.head_object(Bucket=UPLOADS_BUCKET, Key=KEY)
    assert head["ContentLength"] == 50_000_000


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"key": "uploads/other"}, "AccessDenied", "Policy Condition failed: [&quot;eq&quot;"),
        ({"key": "results/0123.json"}, "AccessDenied", "Invalid according to Policy"),
        ({"Content-Type": "text/html"}, "AccessDenied", "$Content-Type"),
        ({"acl": "public-read"}, "AccessDenied", "Extra input fields: acl"),
        ({"x-amz-meta-a": "b"}, "AccessDenied", "Extra input fields: x-amz-meta-a"),
        ({"x-amz-signature": "0" * 64}, "SignatureDoesNotMatch", ""),
        ({"x-amz-signature": "é"}, "SignatureDoesNotMatch", ""),
        ({"x-amz-signature": None}, "SignatureDoesNotMatch", ""),
        ({"x-amz-credential": "thief/20260101/eu-central-1/s3/aws4_request"}, "Invalid", ""),
        ({"x-amz-credential": "local"}, "AuthorizationQueryParametersError", ""),
        ({"x-amz-algorithm": "AWS4-HMAC-MD5"}, "InvalidArgument", "AWS4-HMAC-SHA256"),
        ({"x-amz-date": "20200101T000000Z"}, "AuthorizationQueryParametersError", ""),
        ({"x-amz-date": "yesterday"}, "InvalidArgument", ""),
        ({"policy": None}, "AccessDenied", "Access Denied"),
        ({"policy": "e30="}, "SignatureDoesNotMatch", ""),
        ({"key": None}, "InvalidArgument", "field named"),
        ({"x-ignore-me": "x" * 30_000}, "MaxPostPreDataLengthExceeded", ""),
    ],
)
def test_a_form_that_was_tampered_with_is_refused(
    aws: Aws, http: httpx.Client, change: dict[str, str | None], code: str, text: str
) -> None:
    url, fields = permit(aws)
    changed = {k: v for k, v in {**fields, **change}.items() if v is not None}
    answer = send(http, url, changed)
    assert answer.status_code in {400, 403}
    assert f"<Code>{code}" in answer.text
    assert text.replace("&quot;", '"') in answer.text
    assert kept(aws) == 0


def test_what_the_policy_says_of_size_and_time_counts(aws: Aws, http: httpx.Client) -> None:
    url, fields = permit(aws, most=4)
    refused(send(http, url, fields, b"sound"), 400, "EntityTooLarge", "<MaxSizeAllowed>4<")
    refused(send(http, url, fields, b""), 400, "EntityTooSmall", "<MinSizeAllowed>1<")
    url, fields = permit(aws, seconds=1)
    time.sleep(1.1)
    refused(send(http, url, fields), 403, "AccessDenied", "Invalid according to Policy: Policy exp")
    assert kept(aws) == 0


def test_a_form_for_one_bucket_is_none_for_another(aws: Aws, http: httpx.Client) -> None:
    url, fields = permit(aws)
    answer = send(http, url.replace(UPLOADS_BUCKET, MODELS_BUCKET), fields)
    refused(answer, 403, "AccessDenied", "bucket")


def test_a_form_without_a_file_or_without_an_end(aws: Aws, http: httpx.Client) -> None:
    url, fields = permit(aws)
    none = {name: (None, value) for name, value in fields.items()}
    refused(http.post(url, files=none), 400, "InvalidArgument", "exactly one file")
    head = {"content-type": "multipart/form-data; boundary=x"}
    for content in (
        b"",
        b"no form",
        b"--x\r\n\r\n\r\n--x--",
        b"--x\r\nContent-Disposition: form-da",
    ):
        answer = http.post(url, content=content, headers=head)
        assert (answer.status_code, "<Code>" in answer.text) == (400, True)
    assert kept(aws) == 0


def test_fields_after_the_file_do_not_count(aws: Aws, http: httpx.Client) -> None:
    url, fields = permit(aws)
    files: list[tuple[str, tuple[str | None, str | bytes]]] = [
        *((name, (None, value)) for name, value in fields.items() if name != "key"),
        ("file", ("a.wav", b"sound")),
        ("key", (None, KEY)),
    ]
    refused(http.post(url, files=files), 400, "InvalidArgument", "order of the fields")


def test_a_sender_who_goes_away_leaves_nothing(aws: Aws) -> None:
    host, port = aws.endpoint.removeprefix("http://").split(":")
    head = (
        f"POST /{UPLOADS_BUCKET} HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode())
        connection.shutdown(socket.SHUT_WR)
        assert b" 400 " in connection.makefile("rb").readline()
    assert kept(aws) == 0


def test_starts_with_filename_and_the_answers_a_form_may_ask_for(
    aws: Aws, http: httpx.Client
) -> None:
    form = aws.clients.s3.generate_presigned_post(
        UPLOADS_BUCKET,
        "uploads/${filename}",
        Fields={"success_action_status": "201"},
        Conditions=[{"success_action_status": "201"}],
    )
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    assert ["starts-with", "$key", "uploads/"] in policy["conditions"]
    answer = send(http, form["url"], form["fields"])
    assert answer.status_code == 201
    assert "<Key>uploads%2Fa.wav</Key>" in answer.text
    assert aws.clients.s3.head_object(Bucket=UPLOADS_BUCKET, Key="uploads/a.wav")


def test_signed_addresses_work_until_they_are_touched_or_expire(
    aws: Aws, http: httpx.Client
) -> None:
    where = {"Bucket": UPLOADS_BUCKET, "Key": "uploads/ä b+c%2F"}
    put = aws.clients.s3.generate_presigned_url("put_object", Params=where, ExpiresIn=60)
    assert http.put(put, content=b"x").status_code == 200
    get = aws.clients.s3.generate_presigned_url("get_object", Params=where, ExpiresIn=1)
    assert http.get(get).content == b"x"
    refused(http.put(get, content=b"y"), 403, "SignatureDoesNotMatch")
    refused(http.get(get + "&versionId=null"), 403, "SignatureDoesNotMatch")
    time.sleep(1.1)
    refused(http.get(get), 403, "AccessDenied", "Request has expired")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", f"/{UPLOADS_BUCKET}/uploads/x"),
        ("DELETE", f"/{UPLOADS_BUCKET}"),
        ("GET", f"/{UPLOADS_BUCKET}"),
        ("POST", f"/{UPLOADS_BUCKET}?delete"),
        ("POST", "/moto-api/reset"),
        ("GET", "/moto-api/data.json"),
        ("GET", "//"),
    ],
)
def test_nothing_unsigned_gets_through(
    aws: Aws, http: httpx.Client, method: str, path: str
) -> None:
    refused(http.request(method, aws.endpoint + path, content=b""), 403, "AccessDenied")


def test_a_wrong_secret_opens_no_service(aws: Aws) -> None:
    from botocore.exceptions import ClientError

    thief = boto3.Session(aws_access_key_id="local", aws_secret_access_key="guessed")  # noqa: S106 - none of ours
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        thief.client("s3").list_buckets()
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        thief.client("dynamodb").list_tables()
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        thief.client("sqs").list_queues()


def test_web_pages_may_send_from_the_configured_origins_alone(aws: Aws, http: httpx.Client) -> None:
    url, fields = permit(aws)
    ask = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    granted = http.options(url, headers=ask)
    assert granted.status_code == 200
    assert granted.headers["access-control-allow-origin"] == ORIGIN
    foreign = {**ask, "Origin": "https://evil.example"}
    refused(http.options(url, headers=foreign), 403, "AccessForbidden")
    taken = send(http, url, fields, headers={"Origin": ORIGIN})
    assert taken.headers["access-control-allow-origin"] == ORIGIN
    assert taken.headers["access-control-expose-headers"] == "ETag"
    wrong = send(http, url, {**fields, "key": "x"}, headers={"Origin": ORIGIN})
    assert wrong.headers["access-control-allow-origin"] == ORIGIN
    other = send(http, url, fields, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
