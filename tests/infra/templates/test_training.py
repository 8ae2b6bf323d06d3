"""Trainings run on Batch: nothing idle, no way in, and only what is worth it is tried again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from infra.packaging.target import ROOT
from infra.template import Deployed, Json
from tests.infra.templates.conftest import PROD, synthesise
from tests.infra.templates.test_rules import test_cloudformation_takes_the_templates as lint

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def isolated(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    chosen = {
        "isolated": "true",
        "compute": "ec2-gpu",
        "training_image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/trainer:7",
    }
    return synthesise(tmp_path_factory.mktemp("isolated"), {**PROD, **chosen})


def only(deployed: Deployed, kind: str) -> Json:
    (found,) = deployed.of_type(kind).values()
    return found


def test_it_costs_nothing_while_nobody_trains(deployed: Deployed) -> None:
    assert not deployed.of_type("AWS::EC2::NatGateway")
    endpoints = deployed.of_type("AWS::EC2::VPCEndpoint").values()
    assert {endpoint["VpcEndpointType"] for endpoint in endpoints} == {"Gateway"}
    environment = only(deployed, "AWS::Batch::ComputeEnvironment")["ComputeResources"]
    assert environment["Type"] == "FARGATE_SPOT"
    assert not deployed.of_type("AWS::EC2::Instance")


def test_nothing_comes_in(deployed: Deployed) -> None:
    groups = deployed.of_type("AWS::EC2::SecurityGroup").values()
    assert groups
    assert not any(group.get("SecurityGroupIngress") for group in groups)
    assert not deployed.of_type("AWS::EC2::SecurityGroupIngress")


def decide(conditions: list[Json], **outcome: str) -> str:
    """Return what Batch does after an attempt: the first condition that fits decides."""
    for condition in conditions:
        asked = {key: text for key, text in condition.items() if key != "Action"}
        if all(fits(text, outcome.get(key, "")) for key, text in asked.items()):
            return str(condition["Action"])
    return "RETRY"


def fits(pattern: str, text: str) -> bool:
    return text.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern


@pytest.mark.parametrize(
    ("outcome", "action"),
    [
        ({"OnExitCode": "2"}, "EXIT"),
        ({"OnExitCode": "1"}, "RETRY"),
        ({"OnExitCode": "137", "OnReason": "OutOfMemoryError"}, "RETRY"),
        ({"OnStatusReason": "Your Spot Task was interrupted."}, "RETRY"),
        ({"OnStatusReason": "Host EC2 (instance i-0) terminated."}, "RETRY"),
    ],
)
def test_bad_data_are_not_tried_again(
    deployed: Deployed, outcome: dict[str, str], action: str
) -> None:
    job = only(deployed, "AWS::Batch::JobDefinition")
    retries = job["RetryStrategy"]
    assert retries["Attempts"] == 3
    conditions = retries["EvaluateOnExit"]
    assert len(conditions) <= 5  # as many as Batch takes
    assert conditions[-1] == {"Action": "EXIT", "OnReason": "*"}
    assert decide(conditions, **outcome) == action


def test_a_training_ends(deployed: Deployed) -> None:
    job = only(deployed, "AWS::Batch::JobDefinition")
    assert job["Timeout"]["AttemptDurationSeconds"] == 6 * 3_600


def test_the_image_is_built_from_what_it_needs_and_nothing_else(dev: Deployed) -> None:
    assets: dict[str, Any] = json.loads(
        next(Path(dev.folder).glob("*Service.assets.json")).read_text(encoding="utf-8")
    )
    (image,) = assets["dockerImages"].values()
    assert image["source"]["dockerFile"] == "training_job/Dockerfile"
    folder = Path(dev.folder) / image["source"]["directory"]
    held = {path.name for path in folder.iterdir()}
    held.discard("Dockerfile")  # of another image: the CDK lets in whatever has the name of its own
    assert held <= {"layers", "requirements", "training_job", ".dockerignore"}
    dockerfile = (ROOT / "training_job/Dockerfile").read_text(encoding="utf-8")
    for line in dockerfile.splitlines():
        if line.startswith("COPY "):
            assert (folder / line.split()[1]).exists(), line


def test_isolated_means_no_way_out(isolated: Deployed) -> None:
    assert not isolated.of_type("AWS::EC2::InternetGateway")
    assert not isolated.of_type("AWS::EC2::NatGateway")
    services = {
        json.dumps(endpoint["ServiceName"])
        for endpoint in isolated.of_type("AWS::EC2::VPCEndpoint").values()
    }
    for service in ("s3", "dynamodb", "ecr.api", "ecr.dkr", "logs"):
        assert any(f".{service}" in name for name in services), service


def test_cloudformation_takes_the_options_too(isolated: Deployed) -> None:
    lint(isolated)


def test_another_compute_fits_behind_the_same_queue(isolated: Deployed) -> None:
    environment = only(isolated, "AWS::Batch::ComputeEnvironment")["ComputeResources"]
    assert environment["Type"] == "EC2"
    assert environment["MinvCpus"] == 0
    wanted = only(isolated, "AWS::Batch::JobDefinition")["ContainerProperties"]
    resources = {entry["Type"]: entry["Value"] for entry in wanted["ResourceRequirements"]}
    assert resources["GPU"] == "1"
    assert "trainer:7" in json.dumps(wanted["Image"])


def test_the_state_machine_is_the_file_that_runs_locally(deployed: Deployed) -> None:
    made = only(deployed, "AWS::StepFunctions::StateMachine")
    text = made.get("DefinitionString") or ""
    definition = json.loads(text if isinstance(text, str) else "".join(text["Fn::Join"][1]))
    file = json.loads((ROOT / "functions/retraining/retraining.asl.json").read_text("utf-8"))
    assert definition == file
    placeholders = set(re.findall(r"\$\{(\w+)\}", json.dumps(file)))
    assert made["DefinitionSubstitutions"].keys() == placeholders
    assert made["TracingConfiguration"] == {"Enabled": True}
    assert made["LoggingConfiguration"]["IncludeExecutionData"] is False


def test_a_log_that_was_kept_is_not_in_the_way_of_the_next_stack(prod: Deployed) -> None:
    logs = prod.of_type("AWS::Logs::LogGroup").values()
    named = [log["LogGroupName"] for log in logs if "LogGroupName" in log]
    assert named
    assert all("AWS::StackId" in json.dumps(name) for name in named)


def test_a_retry_says_the_same_in_the_file_and_in_the_job(deployed: Deployed) -> None:
    """What is submitted wins: the file's is what holds, here and on one machine."""
    file = json.loads((ROOT / "functions/retraining/retraining.asl.json").read_text("utf-8"))
    said = file["States"]["Train"]["Parameters"]["RetryStrategy"]
    made = only(deployed, "AWS::Batch::JobDefinition")["RetryStrategy"]
    assert said["Attempts"] == made["Attempts"]
    assert said["EvaluateOnExit"] == made["EvaluateOnExit"]


def test_the_api_may_start_follow_and_stop_this_machine_alone(deployed: Deployed) -> None:
    (name,) = deployed.of_type("AWS::StepFunctions::StateMachine")
    allowed = [
        statement
        for statement in deployed.statements(deployed.role_of("api"))
        if "states:" in json.dumps(statement["Action"])
    ]
    assert len(allowed) == 2
    for statement in allowed:
        assert name in json.dumps(statement["Resource"])
    variables = deployed.functions()["api"]["Environment"]["Variables"]
    assert variables["TRAINING_MACHINE"] == {"Ref": name}


def test_an_execution_that_did_not_succeed_is_settled(deployed: Deployed) -> None:
    (name,) = deployed.of_type("AWS::StepFunctions::StateMachine")
    (settle,) = [
        alias
        for alias, made in deployed.of_type("AWS::Lambda::Alias").items()
        if deployed.of_type("AWS::Lambda::Function")[made["FunctionName"]["Ref"]]["Handler"]
        == "functions.retraining.settle_handler.handler"
    ]
    (rule,) = [
        rule
        for rule in deployed.of_type("AWS::Events::Rule").values()
        if {"Ref": settle} in [target["Arn"] for target in rule["Targets"]]
    ]
    pattern = rule["EventPattern"]
    assert rule["State"] == "ENABLED"
    assert pattern["detail"].pop("stateMachineArn") == [{"Ref": name}]
    event = json.loads((ROOT / "tests/events/states_execution_failed.json").read_text("utf-8"))
    for status in ("FAILED", "TIMED_OUT", "ABORTED"):
        assert matches(pattern, {**event, "detail": {**event["detail"], "status": status}})
    for status in ("RUNNING", "SUCCEEDED"):
        assert not matches(pattern, {**event, "detail": {**event["detail"], "status": status}})
    permitted = deployed.of_type("AWS::Lambda::Permission").values()
    assert "events.amazonaws.com" in [
        made["Principal"] for made in permitted if made["FunctionName"] == {"Ref": settle}
    ]


def matches(pattern: Json, event: Json) -> bool:
    """Say whether EventBridge's plain patterns fit an event: nested fields, lists of values."""
    return all(
        matches(wanted, event[name]) if isinstance(wanted, dict) else event[name] in wanted
        for name, wanted in pattern.items()
    )


def test_a_failed_or_endless_training_is_heard_of(deployed: Deployed) -> None:
    alarms = deployed.of_type("AWS::CloudWatch::Alarm").values()
    told = {alarm["MetricName"] for alarm in alarms if "AlarmActions" in alarm}
    assert told >= {"ExecutionsFailed", "ExecutionsTimedOut", "ExecutionTime"}
    rules = deployed.of_type("AWS::Events::Rule").values()
    statuses = [rule["EventPattern"]["detail"]["status"] for rule in rules]
    assert ["FAILED", "TIMED_OUT", "ABORTED"] in statuses
