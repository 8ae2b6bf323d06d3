"""The formulas of the bill: their units, against cases that can be done in the head."""

from dataclasses import replace
from typing import Final

import pytest

from benchmarks.cost import prices
from benchmarks.cost.formulas import (
    idle_month,
    metrics_month,
    prediction,
    retraining,
    server_month,
    total,
)
from benchmarks.cost.template import Billed, _passed
from benchmarks.cost.work import DIRECT, UPLOAD, Calls, MeasuredWork, Step

SECOND: Final = Step(seconds=1.0, log_bytes=0, answer_bytes=0)
MEASURED: Final = MeasuredWork(
    machine="none",
    steps=dict.fromkeys(("predict", "api", "analyse"), SECOND),
    take_bytes=10**9,
    cold_seconds=0.5,
    training_seconds=3600.0,
)
BILLED: Final = Billed(
    memory_gib=dict.fromkeys(("predict", "api", "analyse"), 1.0),
    architecture="x86_64",
    alarms=10,
    dashboards=1,
    keys=2,
    endpoints=0,
    transitions=5,
    cpus=1.0,
    job_gib=2.0,
    scratch_gib=20.0,
)


def test_a_second_of_a_gibibyte_costs_its_price() -> None:
    bill = prediction(DIRECT, MEASURED, BILLED, uploaded=False)
    assert bill["Lambda, time"] == pytest.approx(0.0000166667)
    assert prices.MILLION * bill["Lambda, requests"] == pytest.approx(0.20)
    assert prices.MILLION * bill["API Gateway"] == pytest.approx(3.50)
    assert total(bill) == pytest.approx(sum(bill.values()))


def test_memory_and_architecture_change_the_time_alone() -> None:
    plain = prediction(DIRECT, MEASURED, BILLED, uploaded=False)
    double = replace(BILLED, memory_gib={"predict": 2.0}, architecture="arm64")
    other = prediction(DIRECT, MEASURED, double, uploaded=False)
    ratio = 2 * 0.0000133334 / 0.0000166667
    assert other["Lambda, time"] == pytest.approx(ratio * plain["Lambda, time"])
    assert {**other, "Lambda, time": 0} == {**plain, "Lambda, time": 0}


def test_waiting_for_storage_is_billed_as_time() -> None:
    calls = Calls({"predict": 1}, {"predict": 100}, {}, gateway=1)
    bill = prediction(calls, MEASURED, BILLED, uploaded=False)
    assert bill["Lambda, time"] == pytest.approx(2 * 0.0000166667)  # 100 calls of 10 ms


def test_a_gigabyte_of_log_answer_and_take_costs_its_price() -> None:
    heavy = replace(SECOND, log_bytes=1e9, answer_bytes=1e9)
    measured = replace(MEASURED, steps=dict.fromkeys(MEASURED.steps, heavy))
    bill = prediction(DIRECT, measured, BILLED, uploaded=True)
    assert bill["CloudWatch Logs"] == pytest.approx(0.50, rel=1e-6)
    assert bill["data out"] == pytest.approx(0.09)
    assert bill["S3, a month of the take"] == pytest.approx(0.023)


def test_an_upload_costs_more_than_what_is_sent_along() -> None:
    sent = prediction(DIRECT, MEASURED, BILLED, uploaded=False)
    uploaded = prediction(UPLOAD, MEASURED, BILLED, uploaded=True)
    assert all(uploaded[name] >= usd for name, usd in sent.items())
    assert sent["SQS"] == sent["DynamoDB"] == sent["S3, requests"] == 0


def test_an_hour_of_training_costs_vcpus_and_memory_by_the_hour() -> None:
    bill = retraining(MEASURED, BILLED, start_seconds=0, spot=False)
    assert bill["Fargate, vCPUs"] == pytest.approx(0.04048)
    assert bill["Fargate, memory"] == pytest.approx(2 * 0.004445)
    assert bill["Fargate, disk"] == 0  # 20 GiB come with it
    assert bill["Step Functions"] == pytest.approx(5 * 0.000025)
    assert total(retraining(MEASURED, BILLED, start_seconds=0, spot=True)) < total(bill)


def test_a_quiet_month_costs_what_is_counted() -> None:
    assert total(idle_month(BILLED)) == pytest.approx(10 * 0.10 + 3 + 2 * 1 + 2 * 0.10)
    endpoints = idle_month(replace(BILLED, endpoints=8))["interface endpoints"]
    assert endpoints == pytest.approx(58.4)
    assert metrics_month(2) == pytest.approx(0.30 * (6 + 10))
    assert total(server_month()) == pytest.approx(730 * (0.0208 + 0.005) + 8 * 0.08)


def test_a_promotion_passes_the_first_way_of_each_choice() -> None:
    machine = {
        "StartAt": "Begin",
        "States": {
            "Begin": {"Next": "Choose"},
            "Choose": {"Choices": [{"Next": "Promote"}, {"Next": "Reject"}], "Default": "Reject"},
            "Promote": {"End": True},
            "Reject": {"End": True},
        },
    }
    assert _passed(machine) == 3
