"""Billed sizes and numbers, read from the synthesised template, never repeated here."""

from dataclasses import dataclass
from typing import Final, Self

from infra.template import Deployed, Json

MIB_PER_GIB: Final = 1024
_INTERFACE: Final = "Interface"


@dataclass(frozen=True, slots=True)
class Billed:
    """Billed resources of one stage.

    Attributes
    ----------
    memory_gib : of each function.
    architecture : of the functions.
    transitions : steps of the state machine on the way to a promotion, its start included.
    cpus, job_gib, scratch_gib : what one training gets.
    """

    memory_gib: dict[str, float]
    architecture: str
    alarms: int
    dashboards: int
    keys: int
    endpoints: int
    transitions: int
    cpus: float
    job_gib: float
    scratch_gib: float

    @classmethod
    def of(cls, deployed: Deployed, machine: Json) -> Self:
        """Count what a template has.

        Parameters
        ----------
        machine : the state machine, in Amazon States Language.
        """
        functions = deployed.functions()
        (job,) = deployed.of_type("AWS::Batch::JobDefinition").values()
        container = job["ContainerProperties"]
        wanted = {one["Type"]: float(one["Value"]) for one in container["ResourceRequirements"]}
        (architecture,) = {made["Architectures"][0] for made in functions.values()}
        endpoints = deployed.of_type("AWS::EC2::VPCEndpoint").values()
        return cls(
            memory_gib={name: made["MemorySize"] / MIB_PER_GIB for name, made in functions.items()},
            architecture=architecture,
            alarms=len(deployed.of_type("AWS::CloudWatch::Alarm")),
            dashboards=len(deployed.of_type("AWS::CloudWatch::Dashboard")),
            keys=len(deployed.of_type("AWS::KMS::Key")),
            endpoints=sum(
                len(one["SubnetIds"])
                for one in endpoints
                if one.get("VpcEndpointType") == _INTERFACE
            ),
            transitions=1 + _passed(machine),
            cpus=wanted["VCPU"],
            job_gib=wanted["MEMORY"] / MIB_PER_GIB,
            scratch_gib=container["EphemeralStorage"]["SizeInGiB"],
        )


def _passed(machine: Json) -> int:
    """Return how many states a promotion passes: each choice takes its first way."""
    name, passed = machine["StartAt"], 0
    while name is not None:
        state = machine["States"][name]
        passed += 1
        choices = state.get("Choices")
        name = choices[0]["Next"] if choices else state.get("Next")
    return passed
