"""Predict, and log how long it took."""

import time
from collections.abc import Callable

from aws_lambda_powertools.metrics import MetricUnit

from functions.runtime.telemetry import logger, metrics
from talent.model.artifact import Model
from talent.prediction.options import PredictionOptions
from talent.prediction.predict import Prediction

Predict = Callable[[bytes, Model, PredictionOptions], Prediction]


def predict_timed(
    judge: Predict, content: bytes, model: Model, wanted: PredictionOptions
) -> Prediction:
    """Predict for a recording; raise AudioError or TakeRefused."""
    began = time.perf_counter()
    judgement = judge(content, model, wanted)
    milliseconds = 1000.0 * (time.perf_counter() - began)
    metrics.add_metric(name="Judged", unit=MetricUnit.Count, value=1)
    metrics.add_metric(name="JudgeTime", unit=MetricUnit.Milliseconds, value=milliseconds)
    logger.info(
        "judged",
        extra={
            "verdict": judgement.decision.verdict,
            "model_version": judgement.decision.model_version,
            "seconds": round(judgement.quality.seconds, 1),
            "milliseconds": round(milliseconds, 1),
        },
    )
    return judgement
