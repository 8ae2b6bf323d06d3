"""Rollout of a new version: a tenth of the traffic first, and none once it fails."""

from aws_cdk import Duration, Validations
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.findings import accept

_POLICY = "arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited"


class Rollout(Construct):
    """Gradual change of the alias ``live``, with the way back taken by alarm."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        application: codedeploy.LambdaApplication,
        alias: lambda_.Alias,
    ) -> None:
        super().__init__(scope, name)
        failing = cloudwatch.Alarm(
            self,
            "Failing",
            metric=alias.metric_errors(statistic="Sum", period=Duration.minutes(1)),
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description="The version that is being tried fails: back to the one before",
        )
        codedeploy.LambdaDeploymentGroup(
            self,
            "Group",
            application=application,
            alias=alias,
            deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES,
            alarms=[failing],
            auto_rollback=codedeploy.AutoRollbackConfig(
                failed_deployment=True, stopped_deployment=True, deployment_in_alarm=True
            ),
        )
        accept(
            Validations.of(self),
            f"IAM4[Policy::{_POLICY}]",
            "AWS's own policy for exactly this: move an alias, read its alarms",
        )
