"""One row without boto3: signed as boto3 signs, and asked of boto3 where it is not plain."""

import json
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from talent.aws.clients import dynamodb_client
from talent.aws.direct import Indirect, SignedRows, Signer
from talent.aws.registry import DynamoRegistry
from talent.aws.registry_rows import pointer_item
from talent.registry.model_record import Pointer

NOW = datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)
TABLE = "models-of-a-test"
POINTER = Pointer("default-1", "0" * 64, 0.5, NOW, (), 1)
PLAIN = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "AWS_REGION": "eu-central-1",
}


@pytest.mark.parametrize("token", [None, "IQoJb3JpZ2luX2VjEA//token=="])
@pytest.mark.parametrize("host", ["dynamodb.eu-central-1.amazonaws.com", "127.0.0.1:9000"])
@pytest.mark.parametrize("body", [b"{}", '{"TableName": "töne"}'.encode()])
def test_a_request_is_signed_as_botocore_signs_it(
    token: str | None, host: str, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_id, secret = PLAIN["AWS_ACCESS_KEY_ID"], PLAIN["AWS_SECRET_ACCESS_KEY"]
    ours = Signer("eu-central-1", key_id, secret, token).headers(host, body, NOW)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: NOW)
    named = {name: ours[name] for name in ("content-type", "x-amz-target")}
    theirs = AWSRequest("POST", f"http://{host}/", named, body)
    SigV4Auth(Credentials(key_id, secret, token), "dynamodb", "eu-central-1").add_auth(theirs)
    assert ours["authorization"] == theirs.headers["Authorization"]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Start moto as a server, with a table that says which model serves."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in {**PLAIN, "AWS_DEFAULT_REGION": PLAIN["AWS_REGION"]}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    client = dynamodb_client()
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    client.put_item(TableName=TABLE, Item=pointer_item(POINTER))
    yield address
    client.delete_table(TableName=TABLE)
    server.stop()


def no_client() -> None:
    raise AssertionError("boto3 was asked")


@pytest.mark.usefixtures("table")
def test_a_row_comes_as_boto3_gives_it_and_an_absent_one_not_at_all() -> None:
    with closing(SignedRows()) as rows:
        assert rows.get(TABLE, "current") == pointer_item(POINTER)
        assert rows.get(TABLE, "model#none") is None
        registry = DynamoRegistry(TABLE, client=no_client, rows=rows)  # type: ignore[arg-type]  # never called
        assert registry.pointer() == POINTER


def test_what_is_not_plain_is_read_by_boto3(table: str) -> None:
    other = {**PLAIN, "AWS_ENDPOINT_URL": table, "HTTP_PROXY": "http://proxy.example"}
    assert DynamoRegistry(TABLE, rows=SignedRows(other)).pointer() == POINTER
    gone = {**PLAIN, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    assert DynamoRegistry(TABLE, rows=SignedRows(gone)).pointer() == POINTER


@pytest.mark.parametrize(
    "change",
    [
        {"AWS_SECRET_ACCESS_KEY": ""},
        {"AWS_REGION": ""},
        {"AWS_REGION": "cn-north-1"},
        {"AWS_REGION": "us-gov-west-1"},
        {"AWS_REGION": "us-east-1.evil.example/"},
        {"AWS_ENDPOINT_URL": "https://127.0.0.1:1", "AWS_CA_BUNDLE": "/etc/ca.pem"},
        {"AWS_ENDPOINT_URL": "https://127.0.0.1:1", "HTTPS_PROXY": "http://proxy.example"},
        {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "http_proxy": "http://proxy.example"},
        {"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1/path"},
        {"AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:port"},
        {"AWS_ENDPOINT_URL_DYNAMODB": "ftp://127.0.0.1"},
    ],
    ids=str,
)
def test_it_leaves_alone_what_it_does_not_know(change: dict[str, str]) -> None:
    with pytest.raises(Indirect):
        SignedRows({"AWS_ENDPOINT_URL": "http://127.0.0.1:1", **PLAIN, **change}).get(
            TABLE, "current"
        )


@dataclass
class Answers:
    """A server that answers as told; ``connections`` counts them."""

    address: str = ""
    content: bytes = b'{"Item": {"id": {"S": "current"}}}'
    status: int = 200
    checksum: int | None = None
    connections: list[int] = field(default_factory=list)
    closes: bool = False


@pytest.fixture
def answers() -> Iterator[Answers]:
    told = Answers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.connections.append(self.client_address[1])
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(told.content)))
            checksum = zlib.crc32(told.content) if told.checksum is None else told.checksum
            self.send_header("x-amz-crc32", str(checksum))
            self.end_headers()
            self.wfile.write(told.content)
            self.close_connection = told.closes  # without a word, as an idle one is closed

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_connection_stays_open(answers: Answers) -> None:
    with closing(SignedRows({**PLAIN, "AWS_ENDPOINT_URL": answers.address})) as rows:
        for _ in range(3):
            assert rows.get(TABLE, "current") == {"id": {"S": "current"}}
    assert len(set(answers.connections)) == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_again(answers: Answers) -> None:
    answers.closes = True
    with closing(SignedRows({**PLAIN, "AWS_ENDPOINT_URL": answers.address})) as rows:
        for _ in range(3):
            assert rows.get(TABLE, "current") == {"id": {"S": "current"}}
    assert len(set(answers.connections)) == 3


@pytest.mark.parametrize(
    "change",
    [{"status": 400}, {"status": 500}, {"checksum": 1}, {"content": b"<html>"}, {"content": b"[]"}],
    ids=str,
)
def test_an_answer_that_is_none_is_not_believed(
    answers: Answers, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(answers, name, value)
    rows = SignedRows({**PLAIN, "AWS_ENDPOINT_URL": answers.address})
    with closing(rows), pytest.raises(Indirect):
        rows.get(TABLE, "current")
