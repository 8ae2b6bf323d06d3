"""Real worker processes: answers, timeouts, crashes, limits, and no orphans."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from local.lambdas.environment import local_environment
from local.lambdas.pool import (
    MAX_REQUEST_BYTES,
    AnswerTooLarge,
    Crashed,
    EventTooLarge,
    Pool,
    Throttled,
    TimedOut,
)
from topology.functions import Function

HANDLER = "tests.functional.local.handlers.handler"


def run(
    work: Callable[[Pool], Awaitable[None]],
    *,
    size: int = 1,
    queue: int = 32,
    seconds: float = 10.0,
    handler: str = HANDLER,
) -> None:
    """Do some work with a pool, and leave no process behind."""
    function = Function("test", handler, timeout_seconds=seconds, memory_mb=512)
    variables = local_environment(
        function, endpoint="http://127.0.0.1:1", cors="", log_level="INFO"
    )

    async def main() -> None:
        pool = Pool(function, variables, size=size, queue=queue)
        try:
            await pool.start()
            await work(pool)
        finally:
            await pool.stop()

    asyncio.run(main())


async def do(pool: Pool, what: str, **more: object) -> Any:
    """Invoke the handler."""
    return await pool.invoke({"do": what, **more}, request_id="the-id", trace="Root=1-a-b")


def alive(pid: int) -> bool:
    """Return whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_events_reach_the_handler_and_its_answers_come_back() -> None:
    async def work(pool: Pool) -> None:
        first = await do(pool, "echo", text="é\n", body="x" * 5_000_000)
        assert first["event"]["text"] == "é\n"
        assert len(first["event"]["body"]) == 5_000_000
        assert (await do(pool, "echo"))["pid"] == first["pid"]

    run(work)


def test_the_context_and_the_environment_are_lambdas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("SECRET_OF_THE_DEVELOPER", "x")

    async def work(pool: Pool) -> None:
        context = await do(pool, "context")
        assert context["id"] == "the-id"
        assert context["arn"].startswith("arn:aws:lambda:")
        assert 9_000 < context["left"] <= 10_000
        assert context["memory"] == 512
        assert context["trace"] == "Root=1-a-b"
        found = context["environment"]
        assert found["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
        assert found["AWS_LAMBDA_FUNCTION_NAME"] == "singing-talent-local-test"
        assert not {"AWS_PROFILE", "SECRET_OF_THE_DEVELOPER"} & found.keys()

    run(work)


def test_what_a_handler_prints_does_not_disturb(capfd: pytest.CaptureFixture[str]) -> None:
    async def work(pool: Pool) -> None:
        assert await do(pool, "print") == "printed"

    run(work)
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "to standard output" in printed.err
    assert "straight to descriptor 1" in printed.err
    assert "_aws" not in printed.err


def test_a_handler_that_takes_too_long_is_stopped_and_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("local.lambdas.pool._GRACE_SECONDS", 0.1)

    async def work(pool: Pool) -> None:
        pid = (await do(pool, "echo"))["pid"]
        began = time.monotonic()
        with pytest.raises(TimedOut):
            await do(pool, "sleep", seconds=60)
        assert time.monotonic() - began < 3
        assert not alive(pid)
        assert (await do(pool, "echo"))["pid"] != pid

    run(work, seconds=0.5)


def test_a_process_that_dies_fails_one_request_and_is_replaced() -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(Crashed):
            await do(pool, "exit")
        assert (await do(pool, "echo"))["event"] == {"do": "echo"}

    run(work)


@pytest.mark.parametrize("what", ["raise", "unserialisable"])
def test_an_exception_fails_one_request_and_the_process_goes_on(
    capfd: pytest.CaptureFixture[str], what: str
) -> None:
    async def work(pool: Pool) -> None:
        pid = (await do(pool, "echo"))["pid"]
        with pytest.raises(Crashed):
            await do(pool, what)
        assert (await do(pool, "echo"))["pid"] == pid

    run(work)
    assert "Traceback" in capfd.readouterr().err


def test_lambdas_limits_on_size() -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(EventTooLarge):
            await do(pool, "echo", body="x" * MAX_REQUEST_BYTES)
        assert len(await do(pool, "large", bytes=6_000_000)) == 6_000_000
        with pytest.raises(AnswerTooLarge):
            await do(pool, "large", bytes=6_300_000)
        assert (await do(pool, "echo"))["event"] == {"do": "echo"}

    run(work)


def test_more_requests_than_workers_wait_and_too_many_are_refused() -> None:
    async def work(pool: Pool) -> None:
        asked = [do(pool, "sleep", seconds=0.3) for _ in range(4)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        pids = {answer for answer in answers if isinstance(answer, int)}
        assert sum(isinstance(answer, Throttled) for answer in answers) == 1
        assert len(pids) == 2

    run(work, size=2, queue=1)


def test_an_abandoned_request_leaves_no_answer_for_the_next_one() -> None:
    async def work(pool: Pool) -> None:
        task = asyncio.create_task(do(pool, "sleep", seconds=1))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await do(pool, "echo"))["event"] == {"do": "echo"}

    run(work)


def test_a_handler_that_cannot_be_imported(capfd: pytest.CaptureFixture[str]) -> None:
    async def work(_: Pool) -> None:
        raise AssertionError("it must not start")

    with pytest.raises(Crashed):
        run(work, handler="tests.functional.local.handlers.nothing")
    assert "has no attribute 'nothing'" in capfd.readouterr().err


def test_stopping_ends_even_a_busy_process() -> None:
    pids: list[int] = []

    async def work(pool: Pool) -> None:
        pids.append((await do(pool, "echo"))["pid"])
        task = asyncio.create_task(do(pool, "sleep", seconds=60))
        await asyncio.sleep(0.2)
        await pool.stop()
        with pytest.raises(Crashed):
            await task
        with pytest.raises(Crashed):
            await do(pool, "echo")

    run(work)
    assert not alive(pids[0])
