"""The bill as a page of the documentation."""

from typing import Final

from benchmarks.cost import prices
from benchmarks.cost.formulas import (
    ACCESS_LOG_BYTES,
    FUNCTION_METRICS,
    IMAGE_GB,
    KEPT_MONTHS,
    METHOD_METRICS,
    Bill,
    idle_month,
    metrics_month,
    prediction,
    retraining,
    server_month,
    total,
)
from benchmarks.cost.template import Billed
from benchmarks.cost.work import DIRECT, POLLS, TRACED_SHARE, UPLOAD, WAIT_SECONDS, MeasuredWork

START_SECONDS: Final = 120.0
"""ASSUMED: until Fargate has fetched the image and started it."""
METHODS: Final = 2
"""Predictions and health, which is what the original's clients asked for."""
BAR: Final = 30
THOUSAND: Final = 1_000


def page(billed: Billed, measured: MeasuredWork) -> str:
    """Return the whole page."""
    direct = prediction(DIRECT, measured, billed, uploaded=False)
    upload = prediction(UPLOAD, measured, billed, uploaded=True)
    spot = retraining(measured, billed, start_seconds=START_SECONDS, spot=True)
    demand = retraining(measured, billed, start_seconds=START_SECONDS, spot=False)
    idle = idle_month(billed)
    return "\n".join(
        [
            *_head(),
            *_overview(direct, upload, spot, demand, idle),
            *_bill("A prediction, sent directly", direct, prices.MILLION, "a million"),
            *_bill("A prediction, by upload", upload, prices.MILLION, "a million"),
            *_bill("A retraining, on Fargate Spot", spot, 1, "each"),
            *_bill("A month in which nobody asks", idle, 1, "a month"),
            *_server(direct, idle),
            *_basis(billed, measured),
        ]
    )


def _head() -> list[str]:
    return [
        "# What it costs",
        "",
        "`make cost` writes this page, from the list prices in `benchmarks/cost/prices.py`",
        f"({prices.REGION}, {prices.AS_OF}; no free tier, no taxes; **check them before relying on",
        "a figure**), the work measured in `benchmarks/cost/measured.json`, and the synthesised",
        "template: memory, alarms and the size of a training are read from it, so this page",
        "follows the deployment. `tests/infra/templates/test_cost.py` fails where it does not.",
        "",
    ]


def _overview(direct: Bill, upload: Bill, spot: Bill, demand: Bill, idle: Bill) -> list[str]:
    rows = [
        f"| {name} | {THOUSAND * total(bill):.4f} | {prices.MILLION * total(bill):.2f} |"
        for name, bill in (("sent directly", direct), ("by upload", upload))
    ]
    return [
        "| a prediction, USD | a thousand | a million |",
        "|---|---|---|",
        *rows,
        "",
        f"A retraining: {total(spot):.3f} USD on Fargate Spot, {total(demand):.3f} on demand. "
        f"A month in which nobody asks: {total(idle):.2f} USD.",
        "",
    ]


def _bill(title: str, bill: Bill, times: float, unit: str) -> list[str]:
    """Return the lines of a bill, the dearest first, each with a bar of its share."""
    whole = total(bill)
    lines = [
        f"| {name} | {times * usd:.4g} | {100 * usd / whole:.0f} % "
        f"| {'█' * round(BAR * usd / whole)} |"
        for name, usd in sorted(bill.items(), key=lambda item: -item[1])
        if usd
    ]
    return [f"## {title}", "", f"| | USD {unit} | share | |", "|---|---|---|---|", *lines, ""]


def _server(direct: Bill, idle: Bill) -> list[str]:
    server, metrics = total(server_month()), metrics_month(METHODS)
    even = (server - total(idle) - metrics) / total(direct)
    return [
        "## Beside a server that is always on",
        "",
        "The way of [the original](coming-from-the-original.md), librosa and TensorFlow in one",
        "process, takes 778 MiB at its peak ([performance.md](performance.md)): a `t3.small` with",
        "disk and address is the least that",
        f"holds it, **{server:.2f} USD a month**, asked or not, on one machine that may fail.",
        f"Here it is {total(idle):.2f} USD while nobody asks and {metrics:.2f} for metrics in a",
        "month with requests. The two cost the same at about",
        f"**{1000 * round(even / 1000):,} direct predictions a month**; with fewer this is the",
        "cheaper one, with many more a server that is always busy.",
        "",
    ]


def _basis(billed: Billed, measured: MeasuredWork) -> list[str]:
    memory = {round(1024 * billed.memory_gib[name]) for name in ("predict", "api", "analyse")}
    steps = [
        f"| `{name}` | {1000 * step.seconds:.1f} | {step.log_bytes:.0f} | {step.answer_bytes:.0f} |"
        for name, step in measured.steps.items()
    ]
    rows = "\n".join(steps)
    own, methods = sum(FUNCTION_METRICS.values()), METHODS * METHOD_METRICS
    return [
        f"""\
## What it rests on

Measured ({measured.machine}) by `python -m benchmarks.cost measure`:
handlers from the built layers under AWS's Runtime Interface Emulator, CPython 3.13, a 10 s WAV of
{measured.take_bytes / 1e6:.2f} MB, warm; CPU time, because other work shares the machine.

| function | ms a request | bytes of log | bytes of answer, gzip |
|---|---|---|---|
{rows}

Read from the template: {_and(memory)} MiB on {billed.architecture}, {billed.alarms} alarms,
{billed.dashboards} dashboard, {billed.keys} keys of KMS, {billed.cpus:g} vCPUs and
{billed.job_gib:g} GiB for a training, {billed.transitions} transitions to a promotion.

Formulas (`benchmarks/cost/formulas.py`):

- Lambda: invocations x (measured seconds + waits) x GiB x price of a GiB-second, and a
  price for each. A call to S3 or DynamoDB is **assumed** to take {1000 * WAIT_SECONDS:.0f} ms.
- An upload: **assumed** {POLLS:g} polls until the answer is there; three writes of rows;
  file and answer written and read once; the file kept {KEPT_MONTHS:g} month.
- X-Ray records {100 * TRACED_SHARE:.0f} % of requests. Logs: what a request writes, counted,
  and **assumed** {ACCESS_LOG_BYTES:.0f} bytes of API Gateway's access log.
- A retraining: {measured.training_seconds:.0f} s (200 recordings, 100 singers,
  [retraining.md](retraining.md)) and **assumed** {START_SECONDS:.0f} s of start, times vCPUs,
  GiB and scratch disk. The trainer's image is **assumed** to have {IMAGE_GB:g} GB.
- Metrics: {own} of `predict` and `api`, and {methods} of {METHODS} methods with requests,
  which the stage measures in detail, {prices.METRIC_MONTH:.2f} USD each and month.

Left out: cold starts (init is billed as time, {measured.cold_seconds:.2f} s of CPU up to the
first answer), rows and logs kept, mails, and what stays below a cent.
"""
    ]


def _and(values: set[int]) -> str:
    return " and ".join(str(value) for value in sorted(values))
