"""Entry point of the Lambda function ``publish``: wiring, and nothing else."""

from functions.edge.telemetry import logger
from functions.publish.default import publish_default
from functions.publish.resource import put, resource_handler
from functions.publish.settings import PublishSettings
from talent.aws.clients import s3_client

settings = PublishSettings.from_environment()
logger.setLevel(settings.log_level)
handler = resource_handler(lambda: publish_default(settings.models_bucket, s3_client()), send=put)
