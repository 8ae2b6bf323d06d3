"""Entry point of the Lambda function ``api``: wiring, and nothing else."""

from functions.api.app import build
from functions.api.settings import ApiSettings
from functions.http.lambda_adapter import lambda_handler
from talent.aws.jobs import DynamoJobs
from talent.aws.models import S3Models
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.registry import DynamoRegistry
from talent.aws.state_machine import StepFunctions
from talent.aws.uploads import DynamoUploads
from talent.registry.cache import ModelCache

settings = ApiSettings.from_environment()
registry = DynamoRegistry(settings.models_table)
models = S3Models(settings.models_bucket)
handler = lambda_handler(
    build(
        settings,
        store=ModelCache(registry, models),
        uploads=DynamoUploads(settings.uploads_table, retention=settings.retention),
        objects=S3Objects(settings.uploads_bucket),
        recordings=DynamoRecordings(settings.recordings_table),
        data=S3Objects(settings.data_bucket),
        jobs=DynamoJobs(settings.jobs_table),
        machine=StepFunctions(settings.training_machine),
        registry=registry,
        models=models,
        drawn=S3Objects(settings.models_bucket),
    )
)
