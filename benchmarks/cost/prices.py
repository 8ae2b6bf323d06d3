"""Prices of AWS: list prices in USD, the one place that names them.

As published by AWS for us-east-1 (N. Virginia) and known in November 2025, without free tier,
savings plans or taxes. Prices change: check them at https://aws.amazon.com/pricing/ before
relying on a figure. Other regions ask more: eu-central-1 0 to 20 % on most of these.
"""

from typing import Final

REGION: Final = "us-east-1"
AS_OF: Final = "November 2025"

MILLION: Final = 1e6
HOURS_PER_MONTH: Final = 730.0

LAMBDA_GB_SECOND: Final = {"x86_64": 0.0000166667, "arm64": 0.0000133334}
"""Per GiB of memory and second, by architecture."""
LAMBDA_REQUEST: Final = 0.20 / MILLION
GATEWAY_REQUEST: Final = 3.50 / MILLION
"""Of a REST API, up to 333 million a month."""
EGRESS_GB: Final = 0.09
"""Data to the internet; data from it is free."""

S3_WRITE: Final = 0.005 / 1_000
"""PUT, COPY, POST and LIST."""
S3_READ: Final = 0.0004 / 1_000
S3_GB_MONTH: Final = 0.023
DYNAMODB_WRITE: Final = 0.625 / MILLION
"""On demand, up to 1 KB."""
DYNAMODB_READ: Final = 0.125 / MILLION
"""On demand, consistent, up to 4 KB."""
SQS_REQUEST: Final = 0.40 / MILLION
STATE_TRANSITION: Final = 25.0 / MILLION
"""Step Functions, standard."""

LOGS_GB: Final = 0.50
"""Taking logs in; keeping them adds 0.03 a GB and month, compressed."""
TRACE: Final = 5.0 / MILLION
"""X-Ray, a recorded trace."""
ALARM_MONTH: Final = 0.10
DASHBOARD_MONTH: Final = 3.0
METRIC_MONTH: Final = 0.30
"""A custom metric, for the hours in which it has values."""
KEY_MONTH: Final = 1.0
"""A customer's key in KMS."""
ENDPOINT_HOUR: Final = 0.01
"""An interface endpoint, in one zone."""
REGISTRY_GB_MONTH: Final = 0.10
"""An image in ECR."""

FARGATE_CPU_HOUR: Final = {"fargate": 0.04048, "spot": 0.01214}
FARGATE_GB_HOUR: Final = {"fargate": 0.004445, "spot": 0.00133}
"""x86-64. Spot changes with demand: here 70 % off."""
SCRATCH_GB_HOUR: Final = 0.000111
SCRATCH_FREE_GB: Final = 20.0
ADDRESS_HOUR: Final = 0.005
"""A public IPv4 address."""

SERVER_HOUR: Final = 0.0208
"""t3.small: 2 vCPU, 2 GiB, the smallest that holds TensorFlow and librosa."""
SERVER_DISK_GB_MONTH: Final = 0.08
