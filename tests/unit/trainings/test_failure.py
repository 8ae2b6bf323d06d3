"""Why a training failed, in words that a person understands."""

import json
from dataclasses import replace
from typing import Any

import pytest

from talent.trainings.failure import MOST, fail_training
from talent.trainings.job import Job, JobStatus, ProgressReport
from talent.trainings.request import TrainingRequest
from tests.unit.fakes import FakeJobs
from tests.unit.takes import NOW

ID = "a" * 32
BAD = ProgressReport(10.0, "bad_data", "none of the 12 recordings has features")


def job_failed(
    reason: str | None = None, status: str | None = None, code: int | None = None
) -> str:
    container = {"ExitCode": code, "Reason": reason}
    found = {name: value for name, value in container.items() if value is not None}
    return json.dumps({"Container": found, "StatusReason": status, "Attempts": [{}, {}, {}]})


def raised(kind: str, message: str) -> str:
    return json.dumps({"errorType": kind, "errorMessage": message, "stackTrace": ["secret"]})


def reason(
    error: str, cause: str, status: str = "training", report: ProgressReport | None = None
) -> str:
    jobs = FakeJobs()
    row = Job(
        ID, JobStatus(status), TrainingRequest(), NOW, NOW, progress=report or ProgressReport()
    )
    jobs.begin(row)
    failed = fail_training(ID, error=error, cause=cause, jobs=jobs, now=NOW)
    assert failed.status is JobStatus.FAILED
    assert jobs.holder is None
    assert failed.reason
    return failed.reason


@pytest.mark.parametrize(
    ("error", "cause", "words"),
    [
        ("States.Timeout", "", "took too long"),
        ("States.TaskFailed", job_failed("OutOfMemoryError: killed", code=137), "more memory"),
        ("States.TaskFailed", job_failed(status="Host EC2 (instance i-1) terminated."), "Spot"),
        ("States.TaskFailed", job_failed("CannotPullContainerError: x"), "could not be fetched"),
        ("States.TaskFailed", job_failed("error: boom", code=1), "exit status 1: error: boom"),
        (
            "States.TaskFailed",
            job_failed(status="Job attempt duration exceeded timeout"),
            "too long",
        ),
        ("States.TaskFailed", job_failed(code=1), "broke off 3 times"),
        ("StorageUnavailable", raised("StorageUnavailable", "S3 is gone"), "S3 is gone"),
        ("KeyError", raised("KeyError", "'secret'"), "A fault in the training (KeyError)"),
        (
            "Sandbox.Timedout",
            raised("Sandbox.Timedout", "x: Task timed out after 300 s"),
            "too long",
        ),
        ("States.Runtime", "no JSON", "A fault in the training (States.Runtime)"),
        ("", "[]", "A fault in the training"),
        ("", "[" * 100_000, "A fault in the training"),
    ],
)
def test_every_failure_says_why(error: str, cause: str, words: str) -> None:
    said = reason(error, cause)
    assert words in said
    assert "secret" not in said
    assert len(said) <= MOST


def test_bad_data_are_told_in_the_words_of_the_trainer() -> None:
    assert reason("States.TaskFailed", job_failed(code=2), report=BAD) == BAD.message
    assert "cannot carry" in reason("States.TaskFailed", job_failed(code=2))


def test_a_fault_of_the_trainer_is_told_in_its_words() -> None:
    fault = replace(BAD, phase="fault", message="a fault of the training: ExportError: x")
    assert reason("States.TaskFailed", job_failed(code=2), report=fault) == fault.message


@pytest.mark.parametrize(
    ("status", "words"),
    [("snapshotting", "preparing the snapshot"), ("deciding", "comparing with the model")],
)
def test_it_says_in_which_step(status: str, words: str) -> None:
    assert words in reason("KeyError", raised("KeyError", "x"), status)


def test_the_longest_reason_is_cut() -> None:
    assert len(reason("x", raised("StorageUnavailable", "x" * 10_000))) == MOST


@pytest.mark.parametrize("status", ["promoted", "rejected", "failed", "cancelled"])
def test_what_is_over_stays_as_it_is(status: str) -> None:
    jobs = FakeJobs()
    row = Job(ID, JobStatus(status), TrainingRequest(), NOW, NOW, reason="before")
    jobs.rows[ID] = row
    assert fail_training(ID, error="x", cause="x", jobs=jobs, now=NOW) == row


def test_somebody_who_was_faster_wins() -> None:
    jobs = FakeJobs()
    jobs.begin(Job(ID, JobStatus.TRAINING, TrainingRequest(), NOW, NOW))

    def cancel() -> None:
        jobs.move(jobs.get(ID), JobStatus.CANCELLED, now=NOW)

    jobs.between = cancel
    asked: dict[str, Any] = {"error": "x", "cause": "x", "jobs": jobs, "now": NOW}
    assert fail_training(ID, **asked).status is JobStatus.CANCELLED
