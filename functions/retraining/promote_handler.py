"""Entry point of the Lambda function ``promote``: wiring, and nothing else."""

from functions.retraining.promotion import promotion_tasks
from functions.runtime.settings import TrainingSettings
from functions.runtime.state_machine_tasks import task_handler
from functions.runtime.telemetry import logger
from talent.aws.jobs import DynamoJobs
from talent.aws.models import CANDIDATES, S3Models, S3Publisher
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.registry import DynamoRegistry
from talent.trainings.conclude import PromotionPorts

settings = TrainingSettings.from_environment()
logger.setLevel(settings.log_level)
_ports = PromotionPorts(
    jobs=DynamoJobs(settings.jobs_table),
    recordings=DynamoRecordings(settings.recordings_table),
    data=S3Objects(settings.data_bucket),
    models=S3Objects(settings.models_bucket),
    registry=DynamoRegistry(settings.models_table),
    candidates=S3Models(settings.models_bucket, CANDIDATES),
    publisher=S3Publisher(settings.models_bucket),
)
handler = task_handler(promotion_tasks(_ports))
