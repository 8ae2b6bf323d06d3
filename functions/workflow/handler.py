"""Entry point of the Lambda function ``workflow``: wiring, and nothing else."""

from functions.edge.telemetry import logger
from functions.workflow.app import task_handler
from functions.workflow.settings import WorkflowSettings
from functions.workflow.tasks import Tasks
from talent.aws.jobs import DynamoJobs
from talent.aws.models import S3Candidates, S3Publisher
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.registry import DynamoRegistry
from talent.usecases.serve import Serving

settings = WorkflowSettings.from_environment()
logger.setLevel(settings.log_level)
_registry = DynamoRegistry(settings.models_table)
_publisher = S3Publisher(settings.models_bucket)
handler = task_handler(
    Tasks(
        jobs=DynamoJobs(settings.jobs_table),
        recordings=DynamoRecordings(settings.recordings_table),
        data=S3Objects(settings.data_bucket),
        models=S3Objects(settings.models_bucket),
        # Asked anew each time: the comparison must be with the one that serves now.
        store=Serving(_registry, _publisher, recheck_seconds=0.0),
        registry=_registry,
        candidates=S3Candidates(settings.models_bucket),
        publisher=_publisher,
        salt=settings.fold_salt,
    )
)
