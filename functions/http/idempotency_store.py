"""Idempotency records in DynamoDB, by Powertools: which keys were used for which requests.

Imported when the first key comes (:mod:`functions.http.idempotency`): it brings boto3 along,
and requests without a key must not wait for that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyItemAlreadyExistsError,
    IdempotencyValidationError,
)

from functions.http.errors import KeyReused, StillRunning
from talent.aws.clients import dynamodb_client, storage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_SECONDS: Final = 24 * 3600
"""Lifetime of an idempotency key."""

_CONFIG: Final = IdempotencyConfig(
    event_key_jmespath="[client, key]",
    payload_validation_jmespath="request",
    expires_after_seconds=KEPT_SECONDS,
    raise_on_no_idempotency_key=True,
    hash_function="sha256",
)
_PREFIX: Final = "http"
"""One name for all functions: a key belongs to the API, whichever function is behind it."""

_COMPLETED: Final = "COMPLETED"


@dataclass(frozen=True, slots=True)
class IdempotentUse:
    """One use of a key.

    Attributes
    ----------
    again : whether the same request was answered with this key before.
    answer : the answer it got then, where one was kept.
    """

    again: bool
    answer: Mapping[str, Any] | None
    _store: DynamoDBPersistenceLayer
    _data: dict[str, Any]

    def keep(self, answer: dict[str, Any] | None) -> None:
        """Keep that the request was answered, and the answer unless it is None."""
        with storage("keep an answer"):
            self._store.save_success(data=self._data, result=answer)  # type: ignore[arg-type]  # None is JSON's null

    def forget(self) -> None:
        """Free the key, so that the request can be sent again."""
        with storage("free a key"):
            self._store.delete_record(data=self._data, exception=Exception())


class IdempotencyStore:
    """The uses of keys, in a table.

    Parameters
    ----------
    table : its name; partition key ``id``, time to live ``expiration``.
    client : makes the DynamoDB client.
    """

    def __init__(
        self, table: str, *, client: "Callable[[], DynamoDBClient]" = dynamodb_client
    ) -> None:
        self._store = DynamoDBPersistenceLayer(table_name=table, boto3_client=client())
        self._store.configure(_CONFIG, key_prefix=_PREFIX)

    def begin(self, *, client: str, key: str, request: str, milliseconds: int) -> IdempotentUse:
        """Claim a key for a request.

        Parameters
        ----------
        client : who sends it.
        key : what the client calls it.
        request : digest of all that it asks for.
        milliseconds : when this process is stopped: if the request is not answered then, it
            never will be, and the key is free.

        Raises
        ------
        KeyReused, StillRunning, StorageUnavailable
        """
        data = {"client": client, "key": key, "request": request}
        try:
            with storage("look up a key"):
                self._store.save_inprogress(data=data, remaining_time_in_millis=milliseconds)
        except IdempotencyValidationError as error:
            raise KeyReused(
                "This Idempotency-Key came before, with another method, path, query, preference "
                "or body",
                advice="Send a new key with a new request; repeat a key only with the same one.",
            ) from error
        except IdempotencyItemAlreadyExistsError as error:
            record = error.old_data_record
            if record is None or record.status != _COMPLETED:
                raise StillRunning(
                    "A request with this Idempotency-Key is still being answered",
                    advice="Wait as long as Retry-After says and send it again.",
                ) from error
            return IdempotentUse(True, record.response_json_as_dict(), self._store, data)
        return IdempotentUse(False, None, self._store, data)
