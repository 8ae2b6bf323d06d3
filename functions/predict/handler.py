"""Entry point of the Lambda function ``predict``: wiring, and nothing else."""

from functions.http.lambda_adapter import lambda_handler
from functions.predict.app import build
from functions.predict.settings import PredictSettings
from talent.aws.direct import Rows
from talent.aws.models import S3Published
from talent.aws.objects import S3Objects
from talent.aws.registry import DynamoRegistry
from talent.aws.uploads import DynamoUploads
from talent.prediction.predict import judge
from talent.registry.cache import Serving

settings = PredictSettings.from_environment()
handler = lambda_handler(
    build(
        settings,
        store=Serving(
            DynamoRegistry(settings.models_table, rows=Rows()), S3Published(settings.models_bucket)
        ),
        judge=judge,
        uploads=DynamoUploads(settings.uploads_table, retention=settings.retention),
        objects=S3Objects(settings.uploads_bucket),
    )
)
