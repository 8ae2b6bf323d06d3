"""Entry point of the Lambda function ``page``: wiring, and nothing else."""

from functions.deployment_hooks.deploy_console import FOLDER, apply_console
from functions.deployment_hooks.settings import PageSettings
from functions.runtime.custom_resource import put, resource_handler
from functions.runtime.telemetry import logger
from talent.aws.objects import S3Objects

settings = PageSettings.from_environment()
logger.setLevel(settings.log_level)
objects = S3Objects(settings.console_bucket)
handler = resource_handler(
    lambda event: apply_console(event, FOLDER, objects), resource="console", send=put
)
