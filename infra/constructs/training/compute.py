"""Compute of a training: AWS Batch, on Fargate or on machines of its own.

Another compute fits here as well: whatever gives a queue and a job definition to
``batch:submitJob``. SageMaker would be another state in the machine instead.
"""

from typing import Any, Final

from aws_cdk import Duration, RemovalPolicy, Size, Validations
from aws_cdk import aws_batch as batch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.constructs.function import retention
from infra.constructs.grant import grant
from infra.constructs.storage import Resources
from infra.constructs.training.image import image_of
from infra.constructs.training.network import Network
from infra.findings import accept
from infra.stage import Stage
from topology.permissions import TRAINER

BAD_DATA: Final = "2"
"""Exit code of a training whose data, or whose code, are at fault: it would fail again."""

ATTEMPTS: Final = 3
_AGENT: Final = (
    "arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
)
GPU_TYPE: Final = "g5.xlarge"
SCRATCH_GIB: Final = 30


class Compute(Construct):
    """A queue of jobs, and what a job is.

    Attributes
    ----------
    queue, definition : for ``batch:submitJob``.
    role : what the training acts as.
    """

    def __init__(self, scope: Construct, name: str, *, stage: Stage, resources: Resources) -> None:
        super().__init__(scope, name)
        network = Network(self, "Network", stage=stage)
        self.role = iam.Role(
            self, "Trainer", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com")
        )
        grant(self, self.role, TRAINER, resources)
        self.definition = batch.EcsJobDefinition(
            self,
            "Job",
            container=self._container(stage, resources),
            retry_attempts=ATTEMPTS,
            retry_strategies=_retries(),
            timeout=Duration.hours(stage.training_hours),
            propagate_tags=True,
        )
        self.queue = batch.JobQueue(
            self,
            "Queue",
            compute_environments=[
                batch.OrderedComputeEnvironment(
                    compute_environment=self._environment(stage, network), order=1
                )
            ],
        )

    def _environment(self, stage: Stage, network: Network) -> batch.IComputeEnvironment:
        if stage.compute == "ec2-gpu":
            accept(
                Validations.of(self),
                f"IAM4[Policy::{_AGENT}]",
                "AWS's own policy for the agent that joins a machine to its cluster",
            )
            return batch.ManagedEc2EcsComputeEnvironment(
                self,
                "Machines",
                vpc=network.vpc,
                vpc_subnets=network.subnets,
                security_groups=[network.guard],
                instance_types=[ec2.InstanceType(GPU_TYPE)],
                use_optimal_instance_classes=False,
                minv_cpus=0,
                maxv_cpus=stage.vcpus,
            )
        return batch.FargateComputeEnvironment(
            self,
            "Fargate",
            vpc=network.vpc,
            vpc_subnets=network.subnets,
            security_groups=[network.guard],
            spot=stage.compute == "fargate-spot",
            maxv_cpus=stage.vcpus,
        )

    def _container(self, stage: Stage, resources: Resources) -> batch.IEcsContainerDefinition:
        log = logs.LogGroup(
            self,
            "Log",
            retention=retention(stage.log_days),
            removal_policy=RemovalPolicy.RETAIN if stage.protected else RemovalPolicy.DESTROY,
        )
        execution = iam.Role(
            self, "Starter", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com")
        )
        accept(
            Validations.of(execution),
            "IAM5[Resource::*]",
            "A registry gives its token to an account, not to a repository",
        )
        common: dict[str, Any] = {
            "image": image_of(self, stage),
            "cpu": stage.vcpus,
            "memory": Size.mebibytes(stage.memory_mb),
            "job_role": self.role,
            "execution_role": execution,
            "environment": {
                "DATA_URI": f"s3://{resources.buckets['DATA_BUCKET'].bucket_name}",
                "JOBS_TABLE": resources.name_of("JOBS_TABLE"),
                "TF_CPP_MIN_LOG_LEVEL": "3",
            },
            "logging": ecs.LogDriver.aws_logs(stream_prefix="training", log_group=log),
        }
        if stage.compute == "ec2-gpu":
            return batch.EcsEc2ContainerDefinition(self, "Container", gpu=1, **common)
        return batch.EcsFargateContainerDefinition(
            self,
            "Container",
            assign_public_ip=not stage.isolated,
            ephemeral_storage_size=Size.gibibytes(SCRATCH_GIB),
            fargate_platform_version=ecs.FargatePlatformVersion.LATEST,
            **common,
        )


def _retries() -> list[batch.RetryStrategy]:
    """Return what is tried again: not bad data, but a machine taken away, or a crash.

    Batch takes the first that fits, five at most, and tries again where none does: hence the
    last one, for a job that never started. The state machine submits the same rules.
    """
    leave, again = batch.Action.EXIT, batch.Action.RETRY
    return [
        batch.RetryStrategy.of(leave, batch.Reason.custom(on_exit_code=BAD_DATA)),
        batch.RetryStrategy.of(again, batch.Reason.SPOT_INSTANCE_RECLAIMED),
        batch.RetryStrategy.of(
            again, batch.Reason.custom(on_status_reason="Your Spot Task was interrupted*")
        ),
        batch.RetryStrategy.of(again, batch.Reason.custom(on_exit_code="*")),
        batch.RetryStrategy.of(leave, batch.Reason.custom(on_reason="*")),
    ]
