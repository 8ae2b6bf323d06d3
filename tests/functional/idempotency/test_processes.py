"""Idempotency-Key between processes: at the same time, and after a death."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from local.aws.provision import make_storage
from local.lambdas.environment import local_environment
from local.lambdas.pool import Crashed, Pool
from talent.aws.clients import dynamodb_client, s3_client
from tests.functional.idempotency.things import post
from topology.environment import aws_environment
from topology.functions import Function
from topology.resources import Choices

TIMEOUT_SECONDS = 6.0


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in aws_environment(address).items():
        monkeypatch.setenv(name, value)
    # Its state belongs to the whole process: nothing of others here, nothing left behind.
    httpx.post(f"{address}/moto-api/reset")
    make_storage(s3_client(), dynamodb_client(), Choices())
    yield address
    httpx.post(f"{address}/moto-api/reset")
    server.stop()


@asynccontextmanager
async def running(endpoint: str) -> AsyncIterator[Pool]:
    """Run two processes of the function, both at work once already."""
    function = Function(
        "work",
        "tests.functional.idempotency.once_handler.handler",
        timeout_seconds=TIMEOUT_SECONDS,
        memory_mb=512,
    )
    told = local_environment(function, endpoint=endpoint, cors="", log_level="ERROR")
    pool = Pool(function, told, size=2)
    await pool.start()
    try:
        warm = [send(pool, f"warm-{n}", {"seconds": 0.5}) for n in range(2)]
        assert {answer[0] for answer in await asyncio.gather(*warm)} == {200}
        yield pool
    finally:
        await pool.stop()


async def send(pool: Pool, key: str, body: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
    """Return the status, the JSON and the replay header of an answer."""
    made = post(json.dumps(body).encode(), key=key, path="/work")
    answer: Any = await pool.invoke(made, request_id="test", trace="Root=1-0-0")
    replayed = answer["headers"].get("idempotency-replayed", "")
    return answer["statusCode"], json.loads(answer["body"]), replayed


def test_of_two_at_the_same_time_one_works(endpoint: str) -> None:
    async def run() -> None:
        async with running(endpoint) as pool:
            body = {"seconds": 0.8}
            both = await asyncio.gather(*(send(pool, "parallel", body) for _ in range(2)))
            worked, refused = sorted(both, key=lambda answer: answer[0])
            assert (worked[0], worked[2]) == (200, "")
            assert (refused[0], refused[1]["code"]) == (409, "still_running")
            assert await send(pool, "parallel", body) == (200, worked[1], "true")

    asyncio.run(run())


def test_a_key_is_free_again_after_the_death_of_its_process(endpoint: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running(endpoint) as pool:
            body = {"die_before": str(tmp_path / "died")}
            with pytest.raises(Crashed):
                await send(pool, "death", body)
            status, document, _ = await send(pool, "death", body)
            assert (status, document["code"]) == (409, "still_running")
            await asyncio.sleep(TIMEOUT_SECONDS)
            status, document, replayed = await send(pool, "death", body)
            assert (status, replayed) == (200, "")
            assert await send(pool, "death", body) == (200, document, "true")

    asyncio.run(run())
