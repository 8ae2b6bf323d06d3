"""Requests with a key, routes that count what they do, and what is kept of it."""

import copy
import json
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from functions.runtime.settings import EdgeSettings
from local.names import IDEMPOTENCY_TABLE as TABLE
from local.names import SETTINGS
from tests.functional.conftest import ORIGIN
from tests.functional.events import Reply, event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

THINGS = "/api/v1/things"
KEY = "6f1c1c0a-9d0b-4a43-8f0e-0f4f3f6f2f5e"


class Things:
    """Routes that count what they do.

    Attributes
    ----------
    made : bodies of the requests that were carried out.
    answers : statuses still to be answered; 201 where there are none.
    fault : raised instead of an answer, once.
    padding : what makes an answer as long as it should be.
    """

    def __init__(self) -> None:
        self.made: list[bytes] = []
        self.answers: list[int] = []
        self.fault: Exception | None = None
        self.padding = "ü" * 1000
        self.router = APIRouter()
        for path in (THINGS, "/api/v1/others"):
            self.router.add_api_route(path, self.make, methods=["POST", "PUT"])
        self.router.add_api_route(THINGS, self.count, methods=["GET"])

    async def count(self) -> int:
        """Return how many requests were carried out."""
        return len(self.made)

    async def make(self, request: Request) -> Response:
        """Carry out a request."""
        self.made.append(await request.body())
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        number = len(self.made)
        return Response(
            json.dumps({"number": number, "padding": self.padding}),
            status_code=self.answers.pop(0) if self.answers else 201,
            headers={"Location": f"{THINGS}/{number}"},
            media_type="application/json",
        )


def settings() -> EdgeSettings:
    return EdgeSettings.of({**SETTINGS, "cors_origins": ORIGIN})


def post(
    body: bytes = b'{"a": 1}',
    *,
    key: str | None = KEY,
    path: str = THINGS,
    query: dict[str, str] | None = None,
    method: str = "POST",
    **headers: str,
) -> dict[str, Any]:
    """Return an event with a key."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"Content-Type": "application/json", **named}
    if key is not None:
        named["Idempotency-Key"] = key
    return event(method, path, headers=named, body=body, query=query)


def with_key(made: dict[str, Any]) -> dict[str, Any]:
    """Return the event with a key."""
    made = copy.deepcopy(made)
    made["headers"]["Idempotency-Key"] = KEY
    made["multiValueHeaders"]["Idempotency-Key"] = [KEY]
    return made


def replayed(reply: Reply) -> bool:
    return reply.headers.get("idempotency-replayed") == "true"


def records(dynamodb: "DynamoDBClient") -> list[dict[str, Any]]:
    return list(dynamodb.scan(TableName=TABLE)["Items"])
