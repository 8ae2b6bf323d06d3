"""AWS Batch on this machine: a job is a process, tried again as its retry strategy says.

Speaks as Step Functions does to Batch: capitalised members in and out (what moto hands over
and expects back, see :mod:`local.training.step_functions_hooks`).
"""

from __future__ import annotations

import fnmatch
import logging
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from local.training.training_tools import CannotInstall

SUBMITTED: Final = "SUBMITTED"
RUNNING: Final = "RUNNING"
SUCCEEDED: Final = "SUCCEEDED"
FAILED: Final = "FAILED"
COMMAND: Final = (sys.executable, "-m", "local.training.job", "training_job", "retrain")

_TAIL_BYTES: Final = 8_000
_MOST: Final = 300
"""Characters of a line that says why."""
_log = logging.getLogger(__name__)

Prepare = Callable[[Mapping[str, str]], None]
"""Called with a job's environment before its first attempt; may raise CannotInstall."""


@dataclass
class BatchJob:
    """One job.

    Attributes
    ----------
    process : of the present attempt.
    """

    id: str
    name: str
    environment: Mapping[str, str]
    attempts: int
    rules: Sequence[Mapping[str, str]]
    status: str = SUBMITTED
    status_reason: str = ""
    container: dict[str, Any] = field(default_factory=dict)
    past: list[dict[str, Any]] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    stopping: str | None = None

    def describe(self) -> dict[str, Any]:
        """Return it as Step Functions tells of it, and as moto looks at it."""
        return {
            "status": self.status,
            "JobId": self.id,
            "JobName": self.name,
            "Status": self.status,
            "StatusReason": self.status_reason,
            "Container": self.container,
            "Attempts": self.past,
        }


class LocalBatch:
    """Runs jobs.

    Parameters
    ----------
    environment : what every job finds in its environment, beside what it is submitted with.
    folder : where the logs go: one file per job, named as the job.
    cwd : where jobs run.
    prepare : see :data:`Prepare`.
    command : what is run.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        folder: Path,
        cwd: Path,
        prepare: Prepare,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._environment = environment
        self._folder = folder
        self._cwd = cwd
        self._prepare = prepare
        self._command = command
        self._jobs: dict[str, BatchJob] = {}
        self._lock = threading.Lock()
        self._closed = False

    def submit_job(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - as Batch takes it
        """Begin a job; return at once."""
        overrides = asked.get("ContainerOverrides", {}).get("Environment", ())
        strategy = asked.get("RetryStrategy", {})
        job = BatchJob(
            id=str(uuid.uuid4()),
            name=asked["JobName"],
            environment=dict(_pair(each) for each in overrides),
            attempts=int(strategy.get("Attempts", 1)),
            rules=strategy.get("EvaluateOnExit", ()),
        )
        self._jobs[job.id] = job
        threading.Thread(target=self._run, args=(job,), daemon=True).start()
        return {"JobId": job.id, "JobName": job.name}

    def describe_jobs(self, *, jobs: Sequence[str]) -> dict[str, Any]:
        """Return what is known of jobs."""
        return {"jobs": [self._jobs[name].describe() for name in jobs if name in self._jobs]}

    def terminate_job(self, job_id: str, reason: str) -> None:
        """Kill a job; nothing happens where it has ended."""
        job = self._jobs[job_id]
        with self._lock:
            if job.status in (SUCCEEDED, FAILED):
                return
            job.stopping = reason
            if job.process is not None:
                job.process.kill()

    def close(self) -> None:
        """Kill all jobs; there are no new attempts after this."""
        self._closed = True
        for name in list(self._jobs):
            self.terminate_job(name, "The service was stopped")

    def _run(self, job: BatchJob) -> None:
        try:
            self._prepare(job.environment)
            self._attempts(job)
        except CannotInstall as error:
            self._finish(job, FAILED, f"The training tools could not be installed: {error}")
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody waits for ever
            _log.exception("A job could not be run")
            self._finish(job, FAILED, f"The job could not be run ({type(error).__name__})")

    def _attempts(self, job: BatchJob) -> None:
        for attempt in range(1, job.attempts + 1):
            code, line = self._attempt(job)
            job.container = {"ExitCode": code, "Reason": line}
            job.past.append({"Container": job.container})
            if code == 0:
                self._finish(job, SUCCEEDED, "Essential container in task exited")
                return
            if job.stopping is not None:
                break
            _log.warning("%s ended with %d: %s", job.name, code, line or "not a word")
            if attempt < job.attempts and not _again(job.rules, code, line):
                break
        self._finish(job, FAILED, job.stopping or "")

    def _attempt(self, job: BatchJob) -> tuple[int, str]:
        """Run a job once; return its exit status and the line that says why it failed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{job.name}.log"
        with path.open("ab") as log:
            with self._lock:
                if self._closed or job.stopping is not None:
                    return 137, ""
                job.process = subprocess.Popen(  # noqa: S603 - our own command
                    self._command,
                    cwd=self._cwd,
                    env={**self._environment, **job.environment},
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C reaches the whole terminal
                )
                job.status = RUNNING
            code = job.process.wait()
        if job.process.stdin is not None:
            job.process.stdin.close()
        job.process = None
        # As a shell and Docker tell of a process that was killed.
        return (code if code >= 0 else 128 - code), "" if code == 0 else last_word(path)

    def _finish(self, job: BatchJob, status: str, reason: str) -> None:
        with self._lock:
            job.status, job.status_reason = status, reason


def last_word(path: Path) -> str:
    """Return the line of a log that says best why a job failed."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(file.tell() - _TAIL_BYTES, 0))
        text = file.read().decode(errors="replace").replace("\r", "\n")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("error:")]
    return (errors or lines or [""])[-1].removeprefix("error:").strip()[:_MOST]


def _again(rules: Sequence[Mapping[str, str]], code: int, reason: str) -> bool:
    """Say whether a retry strategy wants another attempt: the first rule that fits decides."""
    found = {"OnExitCode": str(code), "OnReason": reason, "OnStatusReason": ""}
    for rule in rules:
        wanted = {name: pattern for name, pattern in rule.items() if name in found}
        if all(fnmatch.fnmatchcase(found[name], pattern) for name, pattern in wanted.items()):
            return rule["Action"].upper() == "RETRY"
    return True  # as Batch: what fits no rule is tried again


def _pair(variable: Mapping[str, str]) -> tuple[str, str]:
    """Return name and value, whichever way they are written."""
    known = {name.lower(): value for name, value in variable.items()}
    return known["name"], known["value"]
