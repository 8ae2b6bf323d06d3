"""The jobs behind the state machine: how they end, and what they need."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from local.paths import ROOT
from local.training import training_tools
from local.training.batch import FAILED, RUNNING, SUCCEEDED, LocalBatch, last_word
from local.training.training_tools import CannotInstall
from tests.functional.local.trainings import LONG, run_batch, wait

RETRIES = {"Attempts": 3, "EvaluateOnExit": [{"OnExitCode": "2", "Action": "EXIT"}]}


def submitted(batch: LocalBatch, **asked: Any) -> Any:
    job_id = batch.submit_job(JobName="j", **asked)["JobId"]
    assert wait(lambda: batch._jobs[job_id].status in {SUCCEEDED, FAILED})
    return batch._jobs[job_id]


@pytest.mark.parametrize(
    ("code", "attempts", "status"),
    [(0, 1, SUCCEEDED), (2, 1, FAILED), (1, 3, FAILED), (137, 3, FAILED)],
)
def test_an_exit_status_is_tried_again_as_the_state_machine_says(
    tmp_path: Path, code: int, attempts: int, status: str
) -> None:
    file = json.loads((ROOT / "functions/retraining/retraining.asl.json").read_text("utf-8"))
    strategy = file["States"]["Train"]["Parameters"]["RetryStrategy"]
    batch = run_batch(tmp_path, f"raise SystemExit({code})")
    job = submitted(batch, RetryStrategy=strategy)
    assert (job.status, len(job.past)) == (status, attempts)
    assert job.container["ExitCode"] == code


def test_tools_that_cannot_be_installed_are_a_reason(tmp_path: Path) -> None:
    def prepare(_: object) -> None:
        raise CannotInstall("no route to host")

    job = submitted(run_batch(tmp_path, "", prepare))
    assert (job.status, job.past) == (FAILED, [])
    assert job.status_reason == "The training tools could not be installed: no route to host"


def test_closing_kills_what_runs_and_begins_nothing(tmp_path: Path) -> None:
    batch = run_batch(tmp_path, LONG)
    batch.submit_job(JobName="j", RetryStrategy=RETRIES)
    (job,) = batch._jobs.values()
    assert wait(lambda: job.status == RUNNING)
    batch.close()
    assert wait(lambda: job.status == FAILED)
    assert len(job.past) == 1
    assert submitted(batch, RetryStrategy=RETRIES).status == FAILED


def test_the_last_word_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for text, word in (
        ("", ""),
        ("10 %\r20 %\r\n\n", "20 %"),
        ("error: no features\nINFO done\n", "no features"),
        ("x" * 20_000, "x" * 300),
    ):
        log.write_text(text)
        assert last_word(log) == word


def test_a_job_ends_with_whoever_started_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "local.training.job",
            "tests.functional.local.sleeper",
            str(tmp_path),
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )
    assert wait((tmp_path / "begun").exists)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=10) == 1


def test_installing_the_tools_is_asked_of_make() -> None:
    asked: list[Sequence[str]] = []

    def run(code: int, said: str) -> Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]:
        def answer(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
            asked.append(command)
            return subprocess.CompletedProcess(command, code, "", said)

        return answer

    training_tools.install_training_tools(run(0, ""))
    command = asked[0]
    assert command[0] == "make"
    assert command[2].endswith("/.training")
    assert command[1] == "VENV=" + command[2].removesuffix("/.training")
    with pytest.raises(CannotInstall, match="no route to host"):
        training_tools.install_training_tools(
            run(2, "  no route to host\nmake: *** [Makefile:1: x] Error 2\n")
        )


def test_one_missing_tool_is_enough_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_tools, "NEEDED", ("json", "csv"))
    assert not training_tools.missing()
    monkeypatch.setattr(training_tools, "NEEDED", ("json", "no_such_module"))
    assert training_tools.missing()
