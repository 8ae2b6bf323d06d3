"""Entry point of the Lambda function ``predict``: wiring, and nothing else."""

from functions.edge.entry import lambda_handler
from functions.predict.app import build
from functions.predict.settings import PredictSettings
from talent.aws.models import S3ModelStore
from talent.usecases.judge import judge

settings = PredictSettings.from_environment()
store = S3ModelStore(settings.models_bucket)
handler = lambda_handler(build(settings, store=store, judge=judge))
