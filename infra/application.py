"""The CDK application: reads the stage, builds the stacks, checks them. No AWS call, no network."""

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra.stacks import ServiceStack, StorageStack
from infra.stage import from_context


def build(app: cdk.App) -> tuple[StorageStack, ServiceStack]:
    """Put the stacks of the stage that the context names into an application."""
    stage = from_context(app.node.try_get_context)
    prefix = f"SingingTalent-{stage.name}"
    storage = StorageStack(app, f"{prefix}-Storage", stage=stage)
    service = ServiceStack(app, f"{prefix}-Service", stage=stage, storage=storage)
    cdk.Tags.of(app).add("project", "singing-talent")
    cdk.Tags.of(app).add("stage", stage.name)
    add_rules(app)
    return storage, service


def add_rules(app: cdk.App) -> None:
    """Let synthesis fail where a rule is broken and nobody wrote down why."""
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
