"""The functions are those of the shared table, and find in their environment what they read."""

import ast
import importlib
import importlib.util
import json
from pathlib import Path

import pytest
from msgspec.structs import fields

from functions.runtime.settings import Settings
from infra.template import Deployed
from talent.model.artifact import DEFAULT_FOLDER, read_folder
from tests.infra.templates.conftest import PROD
from topology.functions import DEPLOYED, Function

OUTSIDE = {"POWERTOOLS_LOG_LEVEL", "POWERTOOLS_SERVICE_NAME", "PYDANTIC_DISABLE_PLUGINS"}
"""Read by libraries, not by our settings."""

pytestmark = pytest.mark.slow


def settings_of(function: Function) -> type[Settings]:
    """Return the class whose settings a handler reads; its source says so, a start needs AWS."""
    module = function.handler.rpartition(".")[0]
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text())
    (name,) = [
        node.func.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "from_environment"
        and isinstance(node.func.value, ast.Name)
    ]
    (home,) = [
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and name in {a.name for a in node.names}
    ]
    made = getattr(importlib.import_module(home), name)
    assert issubclass(made, Settings)
    return made


def test_the_table_is_what_is_deployed(deployed: Deployed) -> None:
    made = deployed.functions()
    assert made.keys() == {function.name for function in DEPLOYED}
    for function in DEPLOYED:
        properties = made[function.name]
        assert properties["Handler"] == function.handler
        assert properties["Timeout"] == function.timeout_seconds
        assert properties["MemorySize"] == function.memory_mb
        assert properties["Runtime"] == "python3.13"
        assert len(properties["Layers"]) == 2
        assert properties["TracingConfig"] == {"Mode": "Active"}


def test_the_architecture_is_chosen(dev: Deployed, prod: Deployed) -> None:
    for stage, architecture in ((dev, "x86_64"), (prod, PROD["architecture"])):
        for kind, key in (
            ("AWS::Lambda::Function", "Architectures"),
            ("AWS::Lambda::LayerVersion", "CompatibleArchitectures"),
        ):
            found = [made[key] for made in stage.of_type(kind).values()]
            assert found
            assert all(made == [architecture] for made in found)


@pytest.mark.parametrize("function", DEPLOYED, ids=lambda function: function.name)
def test_it_finds_all_it_reads_and_nothing_else(deployed: Deployed, function: Function) -> None:
    variables = deployed.functions()[function.name]["Environment"]["Variables"]
    read = fields(settings_of(function))
    needed = {field.name.upper() for field in read if field.required}
    known = {field.name.upper() for field in read} | OUTSIDE
    assert needed <= variables.keys()
    assert variables.keys() <= known


@pytest.mark.parametrize("function", DEPLOYED, ids=lambda function: function.name)
def test_its_settings_accept_what_it_finds(
    deployed: Deployed, function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = deployed.functions()[function.name]["Environment"]["Variables"]
    for name, value in variables.items():
        monkeypatch.setenv(name, value if isinstance(value, str) else "a-name-made-at-deploy")
    settings_of(function).from_environment()


def test_every_log_is_deleted_in_time(dev: Deployed, prod: Deployed) -> None:
    for stage, days in ((dev, 30), (prod, 90)):
        kept = [log["RetentionInDays"] for log in stage.of_type("AWS::Logs::LogGroup").values()]
        assert len(kept) >= len(DEPLOYED) + 1
        assert set(kept) == {days}


def test_every_function_writes_to_a_log_of_its_own(deployed: Deployed) -> None:
    groups = [str(made["LoggingConfig"]["LogGroup"]) for made in deployed.functions().values()]
    assert len(set(groups)) == len(DEPLOYED)


def test_callers_use_the_alias(deployed: Deployed) -> None:
    aliases = deployed.of_type("AWS::Lambda::Alias")
    assert [alias["Name"] for alias in aliases.values()] == ["live"] * len(DEPLOYED)
    allowed = deployed.of_type("AWS::Lambda::Permission").values()
    invoked = {made["FunctionName"]["Ref"] for made in allowed}
    assert invoked
    assert invoked <= aliases.keys()


def test_only_production_moves_gradually_and_back_on_alarm(dev: Deployed, prod: Deployed) -> None:
    assert not dev.of_type("AWS::CodeDeploy::DeploymentGroup")
    groups = prod.of_type("AWS::CodeDeploy::DeploymentGroup").values()
    assert len(groups) == len(DEPLOYED)
    for group in groups:
        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        assert group["AlarmConfiguration"]["Enabled"] is True
    updated = [
        made["UpdatePolicy"]
        for made in prod.resources.values()
        if made["Type"] == "AWS::Lambda::Alias"
    ]
    assert all("CodeDeployLambdaAliasUpdate" in policy for policy in updated)


def test_uploads_are_analysed_off_the_queue(deployed: Deployed) -> None:
    (source,) = deployed.of_type("AWS::Lambda::EventSourceMapping").values()
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BatchSize"] == 5
    assert source["ScalingConfig"]["MaximumConcurrency"] == 20
    assert deployed.named(source["EventSourceArn"]) == "UploadsQueue"
    variables = deployed.functions()["analyse"]["Environment"]["Variables"]
    assert float(variables["LEASE_SECONDS"]) == deployed.functions()["analyse"]["Timeout"]


def test_the_default_model_is_published_by_the_deployment(deployed: Deployed) -> None:
    manifest = json.loads(read_folder(DEFAULT_FOLDER)["manifest.json"])
    (resource,) = deployed.of_type("Custom::DefaultModel").values()
    assert resource["Version"] == manifest["version"]  # another one is another deployment's work
    function = resource["ServiceToken"]["Fn::GetAtt"][0]
    made = deployed.resources[function]
    assert made["Properties"]["Description"].endswith(": publish")
    assert deployed.role_of("publish") in made["DependsOn"]  # it may do what it is called for
