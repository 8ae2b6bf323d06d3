"""Acknowledge a write of the API only when all it rests on is on disk.

Each write of a function has waited in the guard already. But an answer may also rest on what the
function has read, such as that a recording is there already, and that may have been written by
somebody else a millisecond ago.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from local.gateway.asgi import Invoke
from local.persistence.journal import Journal

_READING: Final = {"GET", "HEAD", "OPTIONS"}


class Acknowledged:
    """A function whose answers to writes are true after a restart.

    The function learns by the stage variable ``degraded`` that writes are refused, and why.

    Parameters
    ----------
    invoke : the function.
    journal : brings to disk what it writes.
    """

    def __init__(self, invoke: Invoke, journal: Journal) -> None:
        self._invoke = invoke
        self._journal = journal

    async def __call__(self, event: dict[str, Any], *, request_id: str, trace: str) -> object:
        """Return the answer to an event; raise NotSaved where it cannot be kept."""
        if trouble := self._journal.trouble:
            event = {**event, "stageVariables": {"degraded": trouble}}
        answer = await self._invoke(event, request_id=request_id, trace=trace)
        if event.get("httpMethod") not in _READING and _succeeded(answer):
            await asyncio.to_thread(self._journal.settle)
        return answer


def _succeeded(answer: object) -> bool:
    status = answer.get("statusCode") if isinstance(answer, Mapping) else None
    return isinstance(status, int) and status < HTTPStatus.BAD_REQUEST
