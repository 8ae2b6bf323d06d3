"""Entry point of the Lambda function ``publish``: wiring, and nothing else."""

from datetime import UTC, datetime

from functions.edge.resource import put, resource_handler
from functions.edge.telemetry import logger
from functions.publish.default import follow
from functions.publish.settings import PublishSettings
from talent.aws.models import S3Publisher
from talent.aws.registry import DynamoRegistry

settings = PublishSettings.from_environment()
logger.setLevel(settings.log_level)
registry, models = DynamoRegistry(settings.models_table), S3Publisher(settings.models_bucket)
handler = resource_handler(
    lambda event: follow(event, registry, models, datetime.now(UTC)),
    resource="default-model",
    send=put,
)
