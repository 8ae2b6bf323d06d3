"""Entry point of the Lambda function ``predict``: wiring, and nothing else."""

from functions.http.lambda_adapter import lambda_handler
from functions.predict.app import build
from functions.predict.settings import PredictSettings
from talent.aws.direct import SignedRows
from talent.aws.models import S3Models
from talent.aws.objects import S3Objects
from talent.aws.registry import DynamoRegistry
from talent.aws.uploads import DynamoUploads
from talent.prediction.predict import predict
from talent.registry.cache import ModelCache

settings = PredictSettings.from_environment()
handler = lambda_handler(
    build(
        settings,
        store=ModelCache(
            DynamoRegistry(settings.models_table, rows=SignedRows()),
            S3Models(settings.models_bucket),
        ),
        judge=predict,
        uploads=DynamoUploads(settings.uploads_table, retention=settings.retention),
        objects=S3Objects(settings.uploads_bucket),
    )
)
