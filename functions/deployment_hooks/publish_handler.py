"""Entry point of the Lambda function ``publish``: wiring, and nothing else."""

from datetime import UTC, datetime

from functions.deployment_hooks.install_default_model import apply_default_model
from functions.deployment_hooks.settings import PublishSettings
from functions.runtime.custom_resource import put, resource_handler
from functions.runtime.telemetry import logger
from talent.aws.models import S3Publisher
from talent.aws.registry import DynamoRegistry

settings = PublishSettings.from_environment()
logger.setLevel(settings.log_level)
registry, models = DynamoRegistry(settings.models_table), S3Publisher(settings.models_bucket)
handler = resource_handler(
    lambda event: apply_default_model(event, registry, models, datetime.now(UTC)),
    resource="default-model",
    send=put,
)
