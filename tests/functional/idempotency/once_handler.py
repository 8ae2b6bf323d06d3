"""A Lambda function for the tests of Idempotency-Key: slow, or dead, as the request says."""

import os
import time
import uuid
from pathlib import Path

from fastapi import APIRouter
from pydantic import BaseModel

from functions.http.app import create_app
from functions.http.lambda_adapter import lambda_handler
from functions.runtime.settings import EdgeSettings

router = APIRouter()


class Work(BaseModel):
    """What to do: take some time, and die where this is the first time."""

    seconds: float = 0.0
    die_before: Path | None = None


@router.post("/work")
async def work(asked: Work) -> dict[str, str]:
    """Do it."""
    time.sleep(asked.seconds)
    if asked.die_before is not None and not asked.die_before.exists():
        asked.die_before.touch()
        os._exit(3)
    return {"done": uuid.uuid4().hex}


handler = lambda_handler(create_app(EdgeSettings.from_environment(), router))
