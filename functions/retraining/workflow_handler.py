"""Entry point of the Lambda function ``workflow``: wiring, and nothing else."""

from functions.retraining.settings import WorkflowSettings
from functions.retraining.tasks import PreparationTasks
from functions.runtime.state_machine_tasks import task_handler
from functions.runtime.telemetry import logger
from talent.aws.jobs import DynamoJobs
from talent.aws.models import S3Models
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.registry import DynamoRegistry
from talent.registry.cache import ModelCache

settings = WorkflowSettings.from_environment()
logger.setLevel(settings.log_level)
_tasks = PreparationTasks(
    jobs=DynamoJobs(settings.jobs_table),
    recordings=DynamoRecordings(settings.recordings_table),
    data=S3Objects(settings.data_bucket),
    models=S3Objects(settings.models_bucket),
    # Asked anew each time: the comparison must be with the one that serves now.
    store=ModelCache(
        DynamoRegistry(settings.models_table),
        S3Models(settings.models_bucket),
        recheck_seconds=0.0,
    ),
    salt=settings.fold_salt,
)
handler = task_handler(_tasks.by_name)
