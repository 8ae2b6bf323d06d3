"""Image of the trainer: built from its Dockerfile at deployment, or one that was given."""

import re
from typing import Final

from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecr_assets as assets
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from infra.packaging.target import ROOT
from infra.stage import Stage

DOCKERFILE: Final = "training_job/Dockerfile"
_ECR: Final = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/"
    r"(?P<name>[a-z0-9._/-]+)(?P<tag>[:@].+)?"
)


def image_of(scope: Construct, stage: Stage) -> ecs.ContainerImage:
    """Return the image; only a deployment that builds it needs Docker."""
    if not stage.training_image:
        return ecs.ContainerImage.from_asset(
            str(ROOT), file=DOCKERFILE, platform=assets.Platform.LINUX_AMD64
        )
    found = _ECR.fullmatch(stage.training_image)
    if not found:
        return ecs.ContainerImage.from_registry(stage.training_image)
    repository = ecr.Repository.from_repository_attributes(
        scope,
        "Repository",
        repository_name=found["name"],
        repository_arn=f"arn:aws:ecr:{found['region']}:{found['account']}:repository/{found['name']}",
    )
    return ecs.ContainerImage.from_ecr_repository(repository, (found["tag"] or ":latest")[1:])
