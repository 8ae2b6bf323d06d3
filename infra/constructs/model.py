"""Default model, put into service by the deployment itself."""

import json

from aws_cdk import CustomResource, Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.packaging.parts import TALENT

MANIFEST = TALENT / "python" / "talent" / "model" / "default" / "manifest.json"


def publish_default(scope: Construct, function: lambda_.IFunction) -> CustomResource:
    """Call the function at each deployment that brings another default model."""
    version = json.loads(MANIFEST.read_text(encoding="utf-8"))["version"]
    return CustomResource(
        scope,
        "DefaultModel",
        service_token=function.function_arn,
        service_timeout=Duration.minutes(3),
        resource_type="Custom::DefaultModel",
        properties={"Version": version},
    )
