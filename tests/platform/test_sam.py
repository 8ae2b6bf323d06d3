"""The synthesised functions answer in SAM's containers, on the local resources."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.gateway.web_server import free_port
from local.paths import ROOT
from local.sam.runner import IMAGE, Sam, SamMissing, has_image, prepared
from local.sam.template import function_of, localise, synthesise
from tests.e2e.conftest import song as song
from tests.proofs import Proofs

READY_SECONDS = 60.0

TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Code1": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Description": "Singing talent, dev: predict",
                "Environment": {
                    "Variables": {"LOG_LEVEL": "INFO", "UPLOADS_BUCKET": {"Fn::ImportValue": "x"}}
                },
            },
        },
        "Live1": {
            "Type": "AWS::Lambda::Alias",
            "Properties": {"FunctionName": {"Ref": "Code1"}, "Name": "live"},
        },
        "Method1": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {"Integration": {"Uri": {"Fn::Join": ["", ["arn:", {"Ref": "Live1"}]]}}},
        },
    }
}


def test_functions_find_the_local_resources_and_routes_find_them() -> None:
    made = localise(TEMPLATE, {"AWS_ENDPOINT_URL": "http://172.17.0.1:1"})["Resources"]
    assert made["Code1"]["Properties"]["Environment"]["Variables"] == {
        "LOG_LEVEL": "INFO",
        "UPLOADS_BUCKET": "singing-talent-local-uploads",
        "AWS_ENDPOINT_URL": "http://172.17.0.1:1",
    }
    integration = made["Method1"]["Properties"]["Integration"]
    assert integration["Uri"] == {"Fn::Join": ["", ["arn:", {"Fn::GetAtt": ["Code1", "Arn"]}]]}
    assert integration["ContentHandling"] == "CONVERT_TO_BINARY"
    assert TEMPLATE["Resources"]["Method1"]["Properties"]["Integration"].keys() == {"Uri"}


def test_a_function_is_found_by_its_name() -> None:
    assert function_of(TEMPLATE, "predict") == "Code1"
    with pytest.raises(KeyError):
        function_of(TEMPLATE, "api")


@pytest.fixture(scope="module")
def sam(protocol: Proofs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sam]:
    missing = "" if has_image() else f"{IMAGE} is not here, or no engine: `docker pull` it"
    if missing:
        protocol.say(f"NOT PROVED that SAM runs the functions: {missing}")
        pytest.skip(missing)
    before = dict(os.environ)
    try:
        with prepared(synthesise(tmp_path_factory.mktemp("sam"))) as sam:
            yield sam
    except SamMissing as error:
        protocol.say(f"NOT PROVED that SAM runs the functions: {error}")
        pytest.skip(str(error))
    finally:  # moto leads this process to itself
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def client(sam: Sam, protocol: Proofs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    port = free_port()
    log = tmp_path_factory.mktemp("log") / "sam"
    options = ("--warm-containers", "LAZY", "--no-watch", "--port", str(port))
    with log.open("wb") as file:
        process = subprocess.Popen(
            sam.command("start-api", *options), env=sam.environment, stdout=file, stderr=file
        )
    began = time.monotonic()
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=120
        ) as client:
            while f"Running on http://127.0.0.1:{port}" not in log.read_text(errors="replace"):
                assert process.poll() is None, log.read_text(errors="replace")
                assert time.monotonic() - began < READY_SECONDS
                time.sleep(0.1)
            protocol.say(f"sam local start-api was ready in {time.monotonic() - began:.1f} s")
            yield client
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@pytest.mark.slow
def test_a_committed_event_is_answered(sam: Sam) -> None:
    answer = json.loads(sam.invoke("api", ROOT / "tests/events/get.json"))
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["model_loaded"] is True


@pytest.mark.slow
def test_a_form_that_holds_no_recording_is_refused_by_predict(sam: Sam) -> None:
    answer = json.loads(sam.invoke("predict", ROOT / "tests/events/post_multipart.json"))
    assert 400 <= answer["statusCode"] < 500
    assert json.loads(answer["body"])["status"] == answer["statusCode"]


@pytest.mark.slow
def test_the_api_answers_in_containers(client: httpx.Client, protocol: Proofs, song: bytes) -> None:
    seconds = []
    for _ in range(3):
        began = time.monotonic()
        answer = client.post("/api/v1/predictions/single", files={"file": ("a.wav", song)})
        seconds.append(time.monotonic() - began)
        assert answer.status_code == 200, answer.text
        assert (
            answer.json()["model_version"] == client.get("/api/v1/health").json()["model_version"]
        )
    protocol.say(f"predictions in SAM's container: {', '.join(f'{one:.2f} s' for one in seconds)}")


@pytest.mark.slow
def test_an_upload_reaches_the_local_store(client: httpx.Client, song: bytes) -> None:
    leave = client.post("/api/v1/uploads", json={"content_type": "audio/wav"}).json()
    sent = httpx.post(
        leave["url"], data=leave["fields"], files={"file": ("a", song)}, trust_env=False
    )
    assert sent.status_code == 204, sent.text
    prediction = client.post("/api/v1/predictions/single", json={"upload_id": leave["id"]})
    assert prediction.status_code == 200, prediction.text
