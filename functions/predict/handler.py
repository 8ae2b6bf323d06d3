"""Entry point of the Lambda function ``predict``: wiring, and nothing else."""

from functions.edge.entry import lambda_handler
from functions.predict.app import build
from functions.predict.settings import PredictSettings
from talent.aws.models import S3ModelStore
from talent.aws.objects import S3Objects
from talent.aws.uploads import DynamoUploads
from talent.usecases.judge import judge

settings = PredictSettings.from_environment()
handler = lambda_handler(
    build(
        settings,
        store=S3ModelStore(settings.models_bucket),
        judge=judge,
        uploads=DynamoUploads(settings.uploads_table, retention=settings.retention),
        objects=S3Objects(settings.uploads_bucket),
    )
)
