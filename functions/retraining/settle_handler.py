"""Entry point of the Lambda function ``settle``: wiring, and nothing else."""

from functions.retraining.reconciliation import reconciling_handler
from functions.retraining.settings import SettleSettings
from functions.runtime.telemetry import logger
from talent.aws.jobs import DynamoJobs

settings = SettleSettings.from_environment()
logger.setLevel(settings.log_level)
handler = reconciling_handler(DynamoJobs(settings.jobs_table))
