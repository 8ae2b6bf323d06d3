"""State machine of a training: Step Functions, from the file that the local stack executes."""

from dataclasses import dataclass
from typing import Final

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Validations
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.constructs.function import ServiceFunction, retention
from infra.constructs.storage import Resources
from infra.constructs.training.compute import Compute
from infra.findings import accept, accept_serverless
from infra.packaging.target import ROOT
from infra.stack_uid import stack_uid
from infra.stage import Stage

DEFINITION: Final = ROOT / "functions" / "retraining" / "retraining.asl.json"
SYNC_RULE: Final = "StepFunctionsGetEventsForBatchJobsRule"
"""AWS's own rule, by which Step Functions hears that a job has ended."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A number about trainings, and from when on it is too much."""

    metric: cloudwatch.IMetric
    threshold: float
    meaning: str


class RetrainingMachine(Construct):
    """Snapshot, train, decide, promote or reject.

    Attributes
    ----------
    machine : the state machine.
    unsuccessful : the events that tell of a training that did not reach its end.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        stage: Stage,
        resources: Resources,
        compute: Compute,
        tasks: lambda_.Alias,
        promoter: lambda_.Alias,
    ) -> None:
        super().__init__(scope, name)
        self._stage = stage
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        self._permit(role, compute, [tasks, promoter])
        log = logs.LogGroup(
            self,
            "Log",
            # Step Functions writes only to groups of this name once there are many of them. One
            # that a former stack has left behind must not be in the way.
            log_group_name=f"/aws/vendedlogs/states/singing-talent-{stage.name}-{stack_uid(self)}",
            retention=retention(stage.log_days),
            removal_policy=RemovalPolicy.RETAIN if stage.protected else RemovalPolicy.DESTROY,
        )
        self.machine = sfn.StateMachine(
            self,
            "Retraining",
            definition_body=sfn.DefinitionBody.from_string(DEFINITION.read_text(encoding="utf-8")),
            definition_substitutions={
                "WorkflowFunction": tasks.function_arn,
                "PromoteFunction": promoter.function_arn,
                "JobQueue": compute.queue.job_queue_arn,
                "JobDefinition": compute.definition.job_definition_arn,
                "DataBucket": resources.name_of("DATA_BUCKET"),
                "ModelsBucket": resources.name_of("MODELS_BUCKET"),
                "JobsTable": resources.name_of("JOBS_TABLE"),
            },
            role=role,
            logs=sfn.LogOptions(
                destination=log, level=sfn.LogLevel.ALL, include_execution_data=False
            ),
            tracing_enabled=True,
        )
        self.unsuccessful = events.EventPattern(
            source=["aws.states"],
            detail_type=["Step Functions Execution Status Change"],
            detail={
                "status": ["FAILED", "TIMED_OUT", "ABORTED"],
                "stateMachineArn": [self.machine.state_machine_arn],
            },
        )

    def settle_with(self, function: lambda_.IFunction) -> None:
        """Let a function hear of each training that did not reach its end."""
        rule = events.Rule(
            self,
            "Unsuccessful",
            description="A training failed or was stopped: its row must say so",
            event_pattern=self.unsuccessful,
        )
        rule.add_target(targets.LambdaFunction(function))
        accept_serverless(
            Validations.of(rule),
            "EventBusDLQ",
            "EventBridge tries for a day, Lambda thrice; and whoever reads the row settles it",
        )

    def let_start(self, function: ServiceFunction) -> None:
        """Let a function begin, follow and stop trainings, and tell it where."""
        arn = self.machine.state_machine_arn
        function.function.add_environment("TRAINING_MACHINE", arn)
        function.role.add_to_policy(
            iam.PolicyStatement(actions=["states:StartExecution"], resources=[arn])
        )
        executions = self.machine.stack.format_arn(
            service="states",
            resource="execution",
            resource_name=f"{self.machine.state_machine_name}:*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        function.role.add_to_policy(
            iam.PolicyStatement(
                actions=["states:DescribeExecution", "states:StopExecution"],
                resources=[executions],
            )
        )

        inner = self.machine.node.default_child
        assert isinstance(inner, sfn.CfnStateMachine)  # noqa: S101 - what a StateMachine is made of
        name = self.machine.stack.get_logical_id(inner)
        accept(
            Validations.of(function.role),
            "IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:"
            f"<{name}.Name>:*]",
            "The executions of this one machine",
        )

    def watched(self) -> dict[str, Watched]:
        """Return what there should be an alarm about."""
        period = Duration.minutes(5)
        longest = Duration.hours(self._stage.training_hours).to_milliseconds()
        return {
            "TrainingFailed": Watched(
                self.machine.metric_failed(statistic="Sum", period=period),
                1,
                "A training failed; its row says why",
            ),
            "TrainingTimedOut": Watched(
                self.machine.metric_timed_out(statistic="Sum", period=period),
                1,
                "A training was stopped because it took too long",
            ),
            "TrainingTooLong": Watched(
                self.machine.metric_time(statistic="Maximum", period=period),
                longest,
                "A training took longer than one attempt may",
            ),
        }

    def _permit(self, role: iam.Role, compute: Compute, tasks: list[lambda_.Alias]) -> None:
        stack = compute.queue.stack
        rule = stack.format_arn(service="events", resource="rule", resource_name=SYNC_RULE)
        statements = (
            (["lambda:InvokeFunction"], [task.function_arn for task in tasks]),
            (
                ["batch:SubmitJob"],
                [compute.queue.job_queue_arn, compute.definition.job_definition_arn],
            ),
            (
                ["batch:TerminateJob"],
                [stack.format_arn(service="batch", resource="job", resource_name="*")],
            ),
            (["batch:DescribeJobs"], ["*"]),
            (["events:PutTargets", "events:PutRule", "events:DescribeRule"], [rule]),
        )
        for actions, things in statements:
            role.add_to_policy(iam.PolicyStatement(actions=actions, resources=things))
        here = Validations.of(role)
        accept(here, "IAM5[Resource::*]", "Jobs, logs and traces: these actions know no resources")
        accept(
            here,
            "IAM5[Resource::arn:<AWS::Partition>:batch:<AWS::Region>:<AWS::AccountId>:job/*]",
            "The jobs it began itself, whose names nobody knows beforehand",
        )
