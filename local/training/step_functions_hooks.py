"""Hooks into moto's state machines: they really run, and call what is on this machine.

No public interface: moto's version is pinned exactly, and tests hold it to what is used here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

Moto: TypeAlias = Any
"""One of the objects of moto's interpreter, passed on as it comes."""


class Lambda(Protocol):
    """What a state machine asks of Lambda, as boto3 has it."""

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - its names
        """Invoke a function."""
        ...


class Batch(Protocol):
    """What a state machine asks of Batch."""

    def submit_job(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON is anything
        """Begin a job; members are capitalised, in and out."""
        ...

    def describe_jobs(self, *, jobs: Sequence[str]) -> dict[str, Any]:
        """Return what is known of jobs."""
        ...

    def terminate_job(self, job_id: str, reason: str) -> None:
        """End a job; nothing happens where it has ended."""
        ...


def execute_state_machines(functions: Lambda, jobs: Batch) -> None:
    """Let moto really execute state machines, and give it the two services they call.

    Moto hands parameters to Batch in the case in which Step Functions has them, which its own
    client refuses; and it forgets a job whose execution was stopped, or whose task took too
    long, where Step Functions ends it.
    """
    from moto.core.config import default_user_config
    from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
        state_task_service_batch as batch,
    )

    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    setattr(lambda_eval_utils, "boto_client_for", lambda **_: functions)  # noqa: B010 - not ours
    setattr(batch, "boto_client_for", lambda **_: jobs)  # noqa: B010 - likewise
    task: Moto = batch.StateTaskServiceBatch
    # Kept once: a second stack in the same process must not wrap what is wrapped already.
    build = getattr(task, "_talent_build", task._build_sync_resolver)
    wait = getattr(task, "_talent_wait", task._eval_sync)

    def build_resolver(self: Moto, env: Moto, *args: Moto, **kwargs: Moto) -> Moto:
        job_id = env.stack[-1]["JobId"]
        resolver = build(self, env, *args, **kwargs)
        resolver.job_id = job_id
        return resolver

    def wait_for_end(self: Moto, env: Moto, sync_resolver: Moto, **kwargs: Moto) -> Moto:
        try:
            return wait(self, env=env, sync_resolver=sync_resolver, **kwargs)
        finally:
            jobs.terminate_job(sync_resolver.job_id, "The execution does not wait for it any more")

    task._talent_build, task._talent_wait = build, wait
    task._build_sync_resolver, task._eval_sync = build_resolver, wait_for_end
