"""Entry point of the Lambda function ``settle``: wiring, and nothing else."""

from functions.edge.telemetry import logger
from functions.settle.app import settling_handler
from functions.settle.settings import SettleSettings
from talent.aws.jobs import DynamoJobs

settings = SettleSettings.from_environment()
logger.setLevel(settings.log_level)
handler = settling_handler(DynamoJobs(settings.jobs_table))
