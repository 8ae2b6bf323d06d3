"""Entry point of the Lambda function ``page``: wiring, and nothing else."""

from functions.edge.resource import put, resource_handler
from functions.edge.telemetry import logger
from functions.page.settings import PageSettings
from functions.page.site import FOLDER, follow
from talent.aws.objects import S3Objects

settings = PageSettings.from_environment()
logger.setLevel(settings.log_level)
objects = S3Objects(settings.console_bucket)
handler = resource_handler(
    lambda event: follow(event, FOLDER, objects), resource="console", send=put
)
