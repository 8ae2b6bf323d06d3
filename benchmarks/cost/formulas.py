"""Formulas from work and prices to USD: one function for each line of the bill."""

from collections.abc import Mapping
from typing import Final

from benchmarks.cost import prices
from benchmarks.cost.template import Billed
from benchmarks.cost.work import TRACED_SHARE, WAIT_SECONDS, Calls, MeasuredWork

GB: Final = 1e9
HOUR: Final = 3600.0
KEPT_MONTHS: Final = 1.0
"""Retention of uploaded takes by default."""
IMAGE_GB: Final = 2.0
"""ASSUMED: the trainer's image, TensorFlow for the greater part of it."""
SERVER_DISK_GB: Final = 8.0
ACCESS_LOG_BYTES: Final = 350.0
"""ASSUMED: a line of API Gateway's access log."""
FUNCTION_METRICS: Final = {"predict": 4, "api": 2}
"""Requests and Latency of both; Judged and JudgeTime."""
METHOD_METRICS: Final = 5
"""Of each method with requests, as the stage has detailed metrics on: count, two latencies and
two kinds of errors."""

Bill = Mapping[str, float]
"""USD by service."""


def prediction(calls: Calls, measured: MeasuredWork, billed: Billed, *, uploaded: bool) -> Bill:
    """Return what one prediction costs.

    A function is billed for its memory times the time it takes: what was measured, and for each
    call to S3 or DynamoDB the time it waits.
    """
    seconds = {
        name: measured.steps[name].seconds + calls.waits.get(name, 0.0) * WAIT_SECONDS / times
        for name, times in calls.invocations.items()
    }
    gib_seconds = sum(
        times * seconds[name] * billed.memory_gib[name] for name, times in calls.invocations.items()
    )
    invocations = sum(calls.invocations.values())
    logged = sum(
        times * measured.steps[name].log_bytes for name, times in calls.invocations.items()
    )
    answered = sum(
        times * measured.steps[name].answer_bytes for name, times in calls.answers.items()
    )
    kept_gb = measured.take_bytes / GB if uploaded else 0.0
    return {
        "API Gateway": calls.gateway * prices.GATEWAY_REQUEST,
        "Lambda, time": gib_seconds * prices.LAMBDA_GB_SECOND[billed.architecture],
        "Lambda, requests": invocations * prices.LAMBDA_REQUEST,
        "CloudWatch Logs": (logged + calls.gateway * ACCESS_LOG_BYTES) / GB * prices.LOGS_GB,
        "X-Ray": calls.gateway * TRACED_SHARE * prices.TRACE,
        "data out": answered / GB * prices.EGRESS_GB,
        "S3, requests": calls.s3_writes * prices.S3_WRITE + calls.s3_reads * prices.S3_READ,
        "S3, a month of the take": kept_gb * KEPT_MONTHS * prices.S3_GB_MONTH,
        "DynamoDB": calls.row_writes * prices.DYNAMODB_WRITE
        + calls.row_reads * prices.DYNAMODB_READ,
        "SQS": calls.queue * prices.SQS_REQUEST,
    }


def retraining(measured: MeasuredWork, billed: Billed, *, start_seconds: float, spot: bool) -> Bill:
    """Return what one retraining costs.

    Parameters
    ----------
    start_seconds : until the container runs: Fargate bills from the fetching of the image on.
    """
    kind = "spot" if spot else "fargate"
    hours = (start_seconds + measured.training_seconds) / HOUR
    scratch = max(0.0, billed.scratch_gib - prices.SCRATCH_FREE_GB)
    return {
        "Fargate, vCPUs": hours * billed.cpus * prices.FARGATE_CPU_HOUR[kind],
        "Fargate, memory": hours * billed.job_gib * prices.FARGATE_GB_HOUR[kind],
        "Fargate, disk": hours * scratch * prices.SCRATCH_GB_HOUR,
        "address": hours * prices.ADDRESS_HOUR,
        "Step Functions": billed.transitions * prices.STATE_TRANSITION,
    }


def idle_month(billed: Billed) -> Bill:
    """Return what a month costs in which nobody asks."""
    return {
        "alarms": billed.alarms * prices.ALARM_MONTH,
        "dashboard": billed.dashboards * prices.DASHBOARD_MONTH,
        "image of the trainer": IMAGE_GB * prices.REGISTRY_GB_MONTH,
        "keys": billed.keys * prices.KEY_MONTH,
        "interface endpoints": billed.endpoints * prices.ENDPOINT_HOUR * prices.HOURS_PER_MONTH,
    }


def metrics_month(methods: int) -> float:
    """Return what a month of metrics costs while so many methods have requests."""
    metrics = sum(FUNCTION_METRICS.values()) + methods * METHOD_METRICS
    return metrics * prices.METRIC_MONTH


def server_month() -> Bill:
    """Return what a month of a small server costs, asked or not."""
    return {
        "server": prices.SERVER_HOUR * prices.HOURS_PER_MONTH,
        "disk": SERVER_DISK_GB * prices.SERVER_DISK_GB_MONTH,
        "address": prices.ADDRESS_HOUR * prices.HOURS_PER_MONTH,
    }


def total(bill: Bill) -> float:
    """Return the sum of a bill."""
    return sum(bill.values())
