"""The state machine as it is deployed, executed by moto: what it calls, and what if that fails."""

import asyncio
import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from local.aws import reconciler
from local.gateway.asgi import Invoke
from local.lambdas.pool import HandlerFailed, Throttled, TimedOut
from local.names import DATA_BUCKET, JOBS_TABLE, MODELS_BUCKET, RETRAINING, TRAINING_MACHINE
from local.training.batch import FAILED
from local.training.step_functions import LocalLambda, definition, make_machine
from local.training.step_functions_hooks import execute_state_machines
from talent.aws.clients import states_client
from talent.aws.jobs import DynamoJobs
from talent.aws.state_machine import StepFunctions
from talent.trainings.job import Job, JobStatus
from talent.trainings.reconcile import GRACE
from talent.trainings.request import TrainingRequest
from tests.functional.local.conftest import Aws
from tests.functional.local.trainings import LONG, run_batch, wait
from topology.functions import PROMOTER, WORKFLOW


@dataclass
class Functions:
    """In the place of the functions behind the tasks: writes down what they are asked.

    Attributes
    ----------
    faults : what a task raises, once each, before it answers.
    """

    promote: bool = True
    faults: dict[str, list[Exception]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, event: dict[str, Any], *, request_id: str, trace: str) -> object:
        """Answer as the function does."""
        self.events.append(event)
        if faults := self.faults.get(event["task"]):
            raise faults.pop(0)
        return {"training_id": event["training_id"], "status": "x", "promote": self.promote}

    async def change_models(self, event: dict[str, Any], *, request_id: str, trace: str) -> object:
        """Answer as the promoter, which is asked for nothing else."""
        assert event["task"] in {"promote", "reject"}
        return await self(event, request_id=request_id, trace=trace)

    @property
    def tasks(self) -> list[str]:
        """The tasks that they were asked for, in their order."""
        return [event["task"] for event in self.events]


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    running = asyncio.new_event_loop()
    thread = threading.Thread(target=running.run_forever)
    thread.start()
    yield running
    running.call_soon_threadsafe(running.stop)
    thread.join()
    running.close()


@dataclass
class Machine:
    """The state machine, with a batch of one's own behind it."""

    functions: Functions
    loop: asyncio.AbstractEventLoop
    folder: Path

    def start(self, code: str, **changes: int) -> StepFunctions:
        """Let trainings be some Python code; return the machine."""
        self.batch = run_batch(self.folder, code)
        behind: dict[str, Invoke] = {
            WORKFLOW: self.functions,
            PROMOTER: self.functions.change_models,
        }
        execute_state_machines(LocalLambda(behind, self.loop), self.batch)
        make_machine()
        if changes:
            document = json.loads(definition())
            for state, seconds in changes.items():
                document["States"][state]["TimeoutSeconds"] = seconds
            states_client().update_state_machine(
                stateMachineArn=TRAINING_MACHINE, definition=json.dumps(document)
            )
        return StepFunctions(TRAINING_MACHINE)

    def run(self, code: str = "", **changes: int) -> str:
        """Train; return how it ended."""
        machine = self.start(code, **changes)
        training_id = secrets.token_hex(16)
        machine.start(training_id)
        machine.start(training_id)
        assert wait(lambda: machine.ended(training_id) is not None), "it does not end"
        return machine.ended(training_id) or ""

    @property
    def attempts(self) -> int:
        """How often the training was begun."""
        (job,) = self.batch._jobs.values()
        return len(job.past)

    @property
    def failure(self) -> dict[str, Any]:
        """What the task that writes down why was told."""
        assert self.functions.tasks[-1] == "fail"
        return self.functions.events[-1]


@pytest.fixture
def machine(aws: Aws, loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Machine:
    return Machine(Functions(), loop, tmp_path)


@pytest.mark.parametrize(("promote", "last"), [(True, "promote"), (False, "reject")])
def test_from_the_snapshot_to_the_decision(machine: Machine, promote: bool, last: str) -> None:
    machine.functions.promote = promote
    code = "import os, json; json.dump(dict(os.environ), open(os.environ['WHERE'] + '/e', 'w'))"
    assert machine.run(code) == "succeeded"
    assert machine.functions.tasks == ["snapshot", "decide", last]
    (training_id,) = {event["training_id"] for event in machine.functions.events}
    found = json.loads((machine.folder / "e").read_text())
    assert found["TRAINING_ID"] == training_id
    assert found["SNAPSHOT_URI"] == f"s3://{DATA_BUCKET}/snapshots/{training_id}/manifest.json"
    assert found["DATA_URI"] == f"s3://{DATA_BUCKET}"
    assert found["CANDIDATE_URI"] == f"s3://{MODELS_BUCKET}/candidates/{training_id}/"
    assert found["JOBS_TABLE"] == JOBS_TABLE


@pytest.mark.parametrize("task", ["snapshot", "decide", "promote", "reject"])
def test_what_a_task_raises_is_handed_to_the_one_that_writes_it_down(
    machine: Machine, task: str
) -> None:
    machine.functions.promote = task == "promote"
    machine.functions.faults = {task: [HandlerFailed("NotEnoughData", "There are too few")]}
    assert machine.run() == "failed"
    assert machine.failure["error"] == "NotEnoughData"
    assert json.loads(machine.failure["cause"])["errorMessage"] == "There are too few"


def test_a_task_that_took_too_long(machine: Machine) -> None:
    machine.functions.faults = {"snapshot": [TimedOut()]}
    assert machine.run() == "failed"
    assert "Task timed out" in machine.failure["cause"]


@pytest.mark.parametrize(
    "fault", [HandlerFailed("StorageUnavailable", "S3 does not answer"), Throttled()]
)
def test_what_may_work_a_moment_later_is_tried_again(machine: Machine, fault: Exception) -> None:
    machine.functions.faults = {"snapshot": [fault]}
    assert machine.run() == "succeeded"
    assert machine.functions.tasks == ["snapshot", "snapshot", "decide", "promote"]


def test_where_even_the_reason_cannot_be_written_the_execution_ends(machine: Machine) -> None:
    fault = HandlerFailed("KeyError", "x")
    machine.functions.faults = {"snapshot": [fault], "fail": [fault]}
    assert machine.run() == "failed"
    assert machine.functions.tasks == ["snapshot", "fail"]


def test_a_training_that_died_without_a_word_is_settled_by_itself(
    machine: Machine, aws: Aws
) -> None:
    fault = HandlerFailed("KeyError", "x")
    machine.functions.faults = {"snapshot": [fault], "fail": [fault]}
    states, jobs, now = machine.start(""), DynamoJobs(JOBS_TABLE), datetime.now(UTC)
    assert reconciler.settle_latest(now) is None
    jobs.begin(Job("d" * 32, JobStatus.QUEUED, TrainingRequest(), now, now))
    left = reconciler.settle_latest(now)
    assert left is not None
    assert left.status is JobStatus.QUEUED
    states.start("d" * 32)
    assert wait(lambda: states.ended("d" * 32) == "failed")
    assert jobs.get("d" * 32).status is JobStatus.QUEUED
    settled = reconciler.settle_latest(now)
    assert settled == jobs.get("d" * 32)
    assert settled.status is JobStatus.FAILED
    assert "the step that writes down why" in (settled.reason or "")


def failed(jobs: DynamoJobs, training_id: str) -> bool:
    return jobs.get(training_id).status is JobStatus.FAILED


def test_the_sweeper_settles_trainings_again_and_again(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciler, "PAUSE_SECONDS", 0.01)
    long_ago, jobs = datetime.now(UTC) - 2 * GRACE, DynamoJobs(JOBS_TABLE)
    sweeper = reconciler.Sweeper(aws.clients, retention_days=30)
    sweeper.start()
    try:
        for name in ("a" * 32, "b" * 32):
            jobs.begin(Job(name, JobStatus.QUEUED, TrainingRequest(), long_ago, long_ago))
            assert wait(partial(failed, jobs, name))
    finally:
        sweeper.stop()


def test_bad_data_are_not_tried_again(machine: Machine) -> None:
    assert machine.run("import sys; print('error: no features'); sys.exit(2)") == "failed"
    cause = json.loads(machine.failure["cause"])
    assert cause["Container"] == {"ExitCode": 2, "Reason": "no features"}
    assert machine.attempts == 1


def test_a_crash_is_tried_again_and_the_last_word_is_told(machine: Machine) -> None:
    assert machine.run("print('10 %'); raise MemoryError('no more')") == "failed"
    cause = json.loads(machine.failure["cause"])
    assert cause["Container"] == {"ExitCode": 1, "Reason": "MemoryError: no more"}
    assert machine.attempts == len(cause["Attempts"]) == 3
    assert "decide" not in machine.functions.tasks


def test_a_training_that_is_killed_goes_on(machine: Machine) -> None:
    code = """
import os, signal
path = os.environ['WHERE'] + '/begun'
if not os.path.exists(path):
    open(path, 'w').close()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert machine.run(code) == "succeeded"
    assert machine.attempts == 2
    (job,) = machine.batch._jobs.values()
    assert job.past[0]["Container"]["ExitCode"] == 137


def test_a_training_that_takes_too_long_is_killed(machine: Machine) -> None:
    assert machine.run(LONG, Train=2) == "failed"
    assert machine.failure["error"] == "States.Timeout"
    (job,) = machine.batch._jobs.values()
    assert wait(lambda: job.status == FAILED)
    assert job.process is None


def test_stopping_the_execution_kills_the_training(machine: Machine) -> None:
    states = machine.start(LONG)
    states.start("f" * 32)
    assert wait(lambda: any(j.process for j in machine.batch._jobs.values()))
    (job,) = machine.batch._jobs.values()
    process = job.process
    states.stop("f" * 32, "Cancelled by request")
    assert wait(lambda: states.ended("f" * 32) == "aborted")
    assert wait(lambda: job.status == FAILED)
    assert process is not None
    assert process.returncode == -9
    assert machine.functions.tasks == ["snapshot"]
    states.stop("f" * 32, "once more")
    states.stop("e" * 32, "never begun")
    assert states.ended("e" * 32) == "unknown"


def test_the_definition_has_what_every_task_needs() -> None:
    document = json.loads(definition())
    assert "${" not in json.dumps(document)
    tasks = {name: s for name, s in document["States"].items() if s["Type"] == "Task"}
    assert set(tasks) == {"Snapshot", "Train", "Decide", "Promote", "Reject", "Fail"}
    for name, state in tasks.items():
        assert state["TimeoutSeconds"] > 0
        assert state["Retry"]
        (catch,) = state["Catch"]
        assert catch["ErrorEquals"] == ["States.ALL"]
        assert catch["Next"] == ("Failed" if name == "Fail" else "Fail")
    assert document["TimeoutSeconds"] > tasks["Train"]["TimeoutSeconds"]
    assert RETRAINING in TRAINING_MACHINE
