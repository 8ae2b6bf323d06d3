"""Recordings that came by upload: a queue in front of the function ``analyse``."""

from typing import Final

from aws_cdk import Validations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs

from infra.findings import accept_serverless

ANALYSE: Final = "analyse"
BATCH_SIZE: Final = 5
MAX_CONCURRENCY: Final = 20
"""Analyses at once: an upload of thousands must not take the predictions' share of Lambda."""


def analyse_uploads(queue: sqs.Queue, function: lambda_.Alias) -> None:
    """Let a function work on a queue; a message that fails is tried again on its own."""
    function.add_event_source(
        sources.SqsEventSource(
            queue,
            batch_size=BATCH_SIZE,
            max_concurrency=MAX_CONCURRENCY,
            report_batch_item_failures=True,
        )
    )
    accept_serverless(
        Validations.of(function),
        "LambdaEventSourceMappingDestination",
        "The queue itself moves what was given up to its dead letters",
    )
