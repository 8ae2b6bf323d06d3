"""Network of a training's container: what it can reach. Nobody can reach it."""

from aws_cdk import Validations
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from infra.findings import accept
from infra.stage import Stage

ZONES = 2


class Network(Construct):
    """A network without a way in.

    By default it has public subnets and no NAT gateway: it costs nothing while nobody trains,
    and a training fetches its image over the internet. ``isolated`` takes that way away too and
    puts interface endpoints in its place, which cost about 58 USD a month.

    Attributes
    ----------
    vpc : the network.
    subnets : where containers go.
    guard : security group without a rule for anything that comes in.
    """

    def __init__(self, scope: Construct, name: str, *, stage: Stage) -> None:
        super().__init__(scope, name)
        kind = ec2.SubnetType.PRIVATE_ISOLATED if stage.isolated else ec2.SubnetType.PUBLIC
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=ZONES,
            nat_gateways=0,
            subnet_configuration=[
                ec2.SubnetConfiguration(name="Training", subnet_type=kind, cidr_mask=24)
            ],
            gateway_endpoints={
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3),
                "DynamoDB": ec2.GatewayVpcEndpointOptions(
                    service=ec2.GatewayVpcEndpointAwsService.DYNAMODB
                ),
            },
        )
        self.subnets = ec2.SubnetSelection(subnet_type=kind)
        self.guard = ec2.SecurityGroup(
            self, "Guard", vpc=self.vpc, description="Trainings: nothing comes in"
        )
        if stage.isolated:
            self._add_endpoints(machines=stage.compute == "ec2-gpu")
        accept(
            Validations.of(self),
            "VPC7",
            "No way in and one kind of container in it; flow logs would cost and tell nothing",
        )

    def _add_endpoints(self, *, machines: bool) -> None:
        services = ec2.InterfaceVpcEndpointAwsService
        wanted = {
            "EcrApi": services.ECR,
            "EcrImages": services.ECR_DOCKER,
            "Logs": services.CLOUDWATCH_LOGS,
        }
        if machines:  # their agent reports to the cluster
            wanted["Ecs"] = services.ECS
            wanted["EcsAgent"] = services.ECS_AGENT
            wanted["EcsTelemetry"] = services.ECS_TELEMETRY
        within = ec2.SecurityGroup(
            self, "Endpoints", vpc=self.vpc, description="AWS itself, for trainings alone"
        )
        within.add_ingress_rule(self.guard, ec2.Port.tcp(443), "Trainings")
        for name, service in wanted.items():
            self.vpc.add_interface_endpoint(
                name,
                service=service,
                subnets=self.subnets,
                security_groups=[within],
                open=False,
            )
