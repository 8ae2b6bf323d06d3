"""Atomic conditional writes: DynamoDB's promise that moto does not keep.

moto 5.2 checks the condition of a write and then writes, with nothing that holds other threads
back in between: of two racing conditional writers, both may win and one write is lost.
"""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Any, Final

WRITES: Final = ("put_item", "update_item", "delete_item", "transact_write_items")
LOCK: Final = RLock()  # a transaction calls the other three
"""Held while something changes that is to be seen as one: a transaction, a file and its event."""


def make_atomic() -> None:
    """Let moto's DynamoDB in this process write one item after the other. Twice does no harm."""
    from moto.dynamodb.models import DynamoDBBackend

    for name in WRITES:
        write = getattr(DynamoDBBackend, name)
        if not hasattr(write, "__wrapped__"):
            setattr(DynamoDBBackend, name, _alone(write))


def _alone(write: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(write)
    def alone(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever moto's method is
        with LOCK:
            return write(*args, **kwargs)

    return alone
