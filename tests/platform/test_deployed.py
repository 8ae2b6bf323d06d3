"""The real application is deployed by the CDK's command line, and answers through its gateway.

An emulator stands in for AWS; docs/deploy.md says what that proves and what it does not.
"""

import json
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import httpx
import pytest

from infra.emulated import cdk
from infra.emulated.ministack import MiniStack, MiniStackMissing, running_ministack
from infra.template import Deployed
from tests.e2e.conftest import song as song
from tests.infra.packed import building
from tests.proofs import Proofs
from topology.environment import ACCESS_KEY, REGION, SECRET_KEY
from topology.functions import DEPLOYED, FOR_TRAININGS

pytestmark = pytest.mark.slow

LEFT_OUT = ("AWS::Batch::", "AWS::EC2::", "AWS::StepFunctions::", "AWS::Events::")
"""Trainings and what tells of them: the emulator has no Batch."""

ANALYSIS_SECONDS = 60.0


@dataclass(frozen=True)
class World:
    """The application on the emulator."""

    emulator: MiniStack
    templates: Deployed
    client: httpx.Client

    def aws(self, service: str) -> Any:
        """Return a client of a service, as the root user of the emulator's account."""
        connect: Any = boto3.client  # its types want the name of the service
        return connect(
            service,
            region_name=REGION,
            endpoint_url=self.emulator.endpoint,
            verify=str(self.emulator.certificate),
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
        )


@pytest.fixture(scope="module")
def world(protocol: Proofs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("cdk.out")
    try:
        with running_ministack() as emulator:
            began = time.monotonic()
            with building():
                cdk.synthesise_app(folder)
            made = time.monotonic()
            cdk.bootstrap(emulator, folder)
            ready = time.monotonic()
            address = cdk.deploy(emulator, folder)
            protocol.say(
                f"cdk synth {made - began:.0f} s, bootstrap {ready - made:.0f} s, "
                f"deploy {time.monotonic() - ready:.0f} s onto MiniStack, without Batch"
            )
            trusted = ssl.create_default_context(cafile=str(emulator.certificate))
            with httpx.Client(
                base_url=address, verify=trusted, trust_env=False, timeout=60
            ) as client:
                yield World(emulator, Deployed.read(folder), client)
    except MiniStackMissing as missing:
        protocol.say(f"NOT PROVED that the application can be deployed: {missing}")
        pytest.skip(str(missing))


def test_all_but_trainings_is_deployed(world: World) -> None:
    kinds = {resource["Type"] for resource in world.templates.resources.values()}
    assert not [kind for kind in kinds if kind.startswith(LEFT_OUT)]
    deployed = {function.name for function in DEPLOYED}
    assert world.templates.functions().keys() == deployed - FOR_TRAININGS
    for part, template in (
        ("Storage", world.templates.storage),
        ("Service", world.templates.service),
    ):
        pages = (
            world.aws("cloudformation")
            .get_paginator("list_stack_resources")
            .paginate(StackName=f"{cdk.STACKS}-{part}")
        )
        made = [one for page in pages for one in page["StackResourceSummaries"]]
        assert {one["LogicalResourceId"] for one in made} == template["Resources"].keys()
        assert {one["ResourceStatus"] for one in made} == {"CREATE_COMPLETE"}


def test_the_deployment_put_the_default_model_into_service(world: World) -> None:
    health = world.client.get("/api/v1/health")
    assert health.status_code == 200, health.text
    assert health.json()["model_loaded"] is True
    (model,) = world.client.get("/api/v1/models").json()["models"]
    assert model["status"] == "in_service"
    assert model["version"] == health.json()["model_version"]


def test_an_upload_is_judged_as_the_same_recording_sent_directly(world: World, song: bytes) -> None:
    direct = world.client.post("/api/v1/predictions/single", files={"file": ("a.wav", song)})
    assert direct.status_code == 200, direct.text
    uploaded = judged(world.client, song)
    for name in ("label", "verdict", "probability_good", "model_version", "duration_seconds"):
        assert uploaded["result"][name] == direct.json()[name]


def judged(client: httpx.Client, recording: bytes) -> dict[str, Any]:
    """Upload a recording as a browser does, and return its analysis."""
    leave = permitted(client)
    sent = client.post(leave["url"], data=leave["fields"], files={"file": ("a", recording)})
    assert sent.status_code == 204, sent.text
    deadline = time.monotonic() + ANALYSIS_SECONDS
    while True:
        found: dict[str, Any] = client.get(f"/api/v1/predictions/{leave['id']}").json()
        if found["status"] == "done":
            return found
        assert found["status"] not in {"refused", "failed"}, found
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def permitted(client: httpx.Client) -> dict[str, Any]:
    answer = client.post("/api/v1/uploads", json={"content_type": "audio/wav"})
    assert answer.status_code == 201, answer.text
    leave: dict[str, Any] = answer.json()
    return leave


def test_storage_refuses_what_the_leave_does_not_cover(world: World, song: bytes) -> None:
    leave = permitted(world.client)
    fields = {**leave["fields"], "Content-Type": "text/html"}
    sent = world.client.post(leave["url"], data=fields, files={"file": ("a", song)})
    assert sent.status_code == 403, sent.text


def test_what_does_not_exist_is_told_by_the_function(world: World) -> None:
    for path in ("/api/v1/nothing", "/api/nothing", "/nothing"):
        answer = world.client.get(path)
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
        assert answer.json()["instance"] == path


def test_a_role_may_do_what_its_policy_says_and_no_more(world: World) -> None:
    iam = world.aws("iam")
    found = world.aws("cloudformation").describe_stack_resource(
        StackName=f"{cdk.STACKS}-Service", LogicalResourceId=world.templates.role_of("api")
    )
    role = found["StackResourceDetail"]["PhysicalResourceId"]
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    nobody = f"/api/v1/uploads/{'0' * 32}"
    assert world.client.get(nobody).status_code == 404
    iam.delete_role_policy(RoleName=role, PolicyName=policy)
    try:
        refused = world.client.get(nobody)
        assert refused.status_code == 503
        assert refused.json()["values"] == {"reason": "AccessDeniedException"}
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))
    assert world.client.get(nobody).status_code == 404
