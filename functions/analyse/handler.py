"""Entry point of the Lambda function ``analyse``: wiring, and nothing else."""

from functions.analyse.batch import batch_handler
from functions.analyse.settings import AnalyseSettings
from functions.analyse.work import Analyst
from talent.aws.models import S3Models
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.aws.registry import DynamoRegistry
from talent.aws.uploads import DynamoUploads
from talent.prediction.predict import predict
from talent.registry.cache import ModelCache

settings = AnalyseSettings.from_environment()
analyst = Analyst(
    store=ModelCache(DynamoRegistry(settings.models_table), S3Models(settings.models_bucket)),
    judge=predict,
    uploads=DynamoUploads(settings.uploads_table, retention=settings.retention),
    objects=S3Objects(settings.uploads_bucket),
    recordings=DynamoRecordings(settings.recordings_table),
    data=S3Objects(settings.data_bucket),
    lease=settings.lease,
)
handler = batch_handler(settings, analyst)
