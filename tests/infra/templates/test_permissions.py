"""Every IAM statement, walked: one role a function, nothing wide, nothing it does not need."""

import pytest

from infra.template import Deployed, Json
from topology.functions import DEPLOYED
from topology.permissions import PERMISSIONS

PUBLISHERS = {"publish", "promote"}
"""Who may put a model into service."""

NO_RESOURCES = {
    *("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    *("xray:GetSamplingRules", "xray:GetSamplingTargets"),
    *("logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery"),
    *("logs:DeleteLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy"),
    *("logs:DescribeResourcePolicies", "logs:DescribeLogGroups"),
    *("ecr:GetAuthorizationToken", "batch:DescribeJobs"),
}
"""Actions that IAM knows no resources for."""

pytestmark = pytest.mark.slow


def actions(statement: Json) -> set[str]:
    found = statement["Action"]
    return {found} if isinstance(found, str) else set(found)


def resources(deployed: Deployed, statement: Json) -> set[str]:
    found = statement["Resource"]
    listed = found if isinstance(found, list) else [found]
    return {deployed.named(resource) for resource in listed}


def everything(deployed: Deployed) -> list[Json]:
    roles = deployed.of_type("AWS::IAM::Role")
    found = [statement for role in roles for statement in deployed.statements(role)]
    policies = deployed.of_type("AWS::IAM::Policy").values()
    assert len(found) >= sum(len(made["PolicyDocument"]["Statement"]) for made in policies)
    return found


def may(deployed: Deployed, function: str, action: str) -> set[str]:
    """Return what a function may do an action on."""
    return {
        resource
        for statement in deployed.statements(deployed.role_of(function))
        if action in actions(statement)
        for resource in resources(deployed, statement)
    }


def test_every_function_has_a_role_of_its_own(deployed: Deployed) -> None:
    roles = [deployed.role_of(function.name) for function in DEPLOYED]
    assert len(set(roles)) == len(DEPLOYED)


def test_no_statement_is_wide(deployed: Deployed) -> None:
    for statement in everything(deployed):
        assert statement["Effect"] == "Allow"
        assert "NotAction" not in statement
        assert "NotResource" not in statement
        assert not any("*" in action for action in actions(statement)), statement
        if actions(statement) <= NO_RESOURCES:
            continue
        for resource in resources(deployed, statement):
            assert resource != "*", statement
            assert "*" not in resource or resource.endswith(("/*", ":*")), resource
            assert not resource.endswith(("Bucket/*", ":::*")), resource


def test_functions_carry_no_managed_policies(deployed: Deployed) -> None:
    for function in DEPLOYED:
        role = deployed.of_type("AWS::IAM::Role")[deployed.role_of(function.name)]
        assert "ManagedPolicyArns" not in role
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_predict_reads_models_and_nothing_else_of_them(deployed: Deployed) -> None:
    touched = {
        action: {name for name in may(deployed, "predict", action) if "ModelsBucket" in name}
        for statement in deployed.statements(deployed.role_of("predict"))
        for action in actions(statement)
    }
    assert {action: names for action, names in touched.items() if names} == {
        "s3:GetObject": {"ModelsBucket/models/*"},
        "s3:ListBucket": {"ModelsBucket"},
    }


@pytest.mark.parametrize("function", sorted(PERMISSIONS.keys() - PUBLISHERS))
def test_nothing_behind_http_or_a_queue_publishes_models(deployed: Deployed, function: str) -> None:
    for action in ("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"):
        assert not any("ModelsBucket" in name for name in may(deployed, function, action))


def test_of_the_tasks_the_promoter_alone_moves_the_pointer(deployed: Deployed) -> None:
    writing = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
    writers = {
        function.name
        for function in DEPLOYED
        if any("ModelsTable" in may(deployed, function.name, action) for action in writing)
    }
    # Beside it: the operator's own rollback and threshold, and the default at a deployment.
    assert writers == {"promote", "publish", "api"}
    for action in (*writing, "dynamodb:BatchWriteItem", "dynamodb:PartiQLUpdate"):
        assert not any("Models" in name for name in may(deployed, "workflow", action))
        assert not any("Models" in name for name in may(deployed, "settle", action))
    assert may(deployed, "workflow", "dynamodb:GetItem") == {"JobsTable", "ModelsTable"}
    assert may(deployed, "workflow", "s3:PutObject") == {"DataBucket/snapshots/*"}


def test_what_settles_trainings_may_do_nothing_else(deployed: Deployed) -> None:
    allowed = {
        resource
        for statement in deployed.statements(deployed.role_of("settle"))
        for resource in resources(deployed, statement)
        if resource != "*" and "Log" not in resource
    }
    assert allowed == {"JobsTable"}


def test_predict_keeps_its_hands_off_labelled_data(deployed: Deployed) -> None:
    for statement in deployed.statements(deployed.role_of("predict")):
        for resource in resources(deployed, statement):
            assert not resource.startswith(("DataBucket", "RecordingsTable"))


def trainer(deployed: Deployed) -> set[tuple[str, str]]:
    (job,) = deployed.of_type("AWS::Batch::JobDefinition").values()
    role = job["ContainerProperties"]["JobRoleArn"]["Fn::GetAtt"][0]
    return {
        (action, resource)
        for statement in deployed.statements(role)
        for action in actions(statement)
        for resource in resources(deployed, statement)
    }


def test_the_trainer_writes_candidates_and_nothing_else(deployed: Deployed) -> None:
    reading = ("s3:Get", "s3:List", "dynamodb:Get")
    written = {pair for pair in trainer(deployed) if not pair[0].startswith(reading)}
    assert written == {
        ("s3:PutObject", "ModelsBucket/candidates/*"),
        ("dynamodb:UpdateItem", "JobsTable"),
    }


def test_the_trainer_reads_no_upload(deployed: Deployed) -> None:
    assert not any("Uploads" in resource for _, resource in trainer(deployed))


def test_listing_is_bound_to_a_prefix(deployed: Deployed) -> None:
    listings = [made for made in everything(deployed) if "s3:ListBucket" in actions(made)]
    assert listings
    for statement in listings:
        (prefix,) = statement["Condition"]["StringLikeIfExists"].values()
        prefixes = [prefix] if isinstance(prefix, str) else prefix
        assert all(made.endswith("/*") for made in prefixes)
