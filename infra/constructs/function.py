"""One Lambda function: its role, its log, its versions."""

from collections.abc import Mapping
from math import ceil
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.constructs.grant import grant
from infra.constructs.layers import RUNTIME, Layers
from infra.constructs.storage import Resources
from infra.findings import accept, accept_serverless
from infra.names import construct_id
from infra.stage import Stage
from topology.functions import Function
from topology.permissions import Permission, RowPermission

_RETENTION: Final = {
    1: logs.RetentionDays.ONE_DAY,
    3: logs.RetentionDays.THREE_DAYS,
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}

LIVE: Final = "live"
"""The alias that callers use; a new version gets it when it has proved itself."""


class ServiceFunction(Construct):
    """A function that may do what it is permitted, and no more.

    Attributes
    ----------
    live : the alias to call.
    role : what it acts as.

    Parameters
    ----------
    permissions : what it may touch, and finds the names of in its environment.
    """

    def __init__(
        self,
        scope: Construct,
        function: Function,
        *,
        stage: Stage,
        layers: Layers,
        resources: Resources,
        permissions: tuple[Permission, ...],
        environment: Mapping[str, str],
    ) -> None:
        super().__init__(scope, f"{construct_id(function.name)}Function")
        log = logs.LogGroup(
            self,
            "Log",
            retention=retention(stage.log_days),
            removal_policy=RemovalPolicy.RETAIN if stage.protected else RemovalPolicy.DESTROY,
        )
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log.grant_write(self.role)
        grant(self, self.role, permissions, resources)
        self.function = lambda_.Function(
            self,
            "Code",
            description=f"Singing talent, {stage.name}: {function.name}",
            runtime=RUNTIME,
            architecture=layers.architecture,
            handler=function.handler,
            code=layers.code(function.name),
            layers=layers.layers,
            timeout=Duration.seconds(ceil(function.timeout_seconds)),
            memory_size=function.memory_mb,
            role=self.role,
            log_group=log,
            tracing=lambda_.Tracing.ACTIVE,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if stage.snap_start else None,
            environment={
                **{name: resources.name_of(name) for name in sorted(_touched(permissions))},
                **_common(function, stage),
                **environment,
            },
        )
        here = Validations.of(self)
        accept(here, "IAM5[Resource::*]", "X-Ray takes traces from anyone, and knows no resources")
        proved = "Lambda's 3.13 is what the wheels of both architectures are proved on"
        accept(here, "L1", proved)
        accept_serverless(here, "LambdaLatestVersion", proved)
        asynchronous = "Only settle is called asynchronously: three times, then its errors alarm"
        accept_serverless(here, "LambdaDLQ", asynchronous)
        self.live = lambda_.Alias(
            self, "Live", alias_name=LIVE, version=self.function.current_version
        )


def _common(function: Function, stage: Stage) -> dict[str, str]:
    return {
        "LOG_LEVEL": stage.log_level,
        "POWERTOOLS_LOG_LEVEL": stage.log_level,
        "POWERTOOLS_SERVICE_NAME": function.name,
        # It has none here, and looking for some reads what is told of every package: 30 ms of CPU.
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }


def _touched(permissions: tuple[Permission, ...]) -> set[str]:
    """Return the variables that name what a function may touch."""
    return {
        permission.table if isinstance(permission, RowPermission) else permission.bucket
        for permission in permissions
    }


def retention(days: int) -> logs.RetentionDays:
    """Return CloudWatch's word for a number of days."""
    return _RETENTION[days]
