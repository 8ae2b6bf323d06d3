"""Settings of functions from the environment: typed, checked when a function starts.

msgspec checks it: pydantic's settings would take 60 ms of every cold start.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta

from functions.runtime.origins import Origins

Name = Annotated[str, Meta(min_length=3, max_length=255)]
"""Name of a bucket or a table."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings that every function reads from its environment.

    Attributes
    ----------
    log_level : what is worth a line in the log.
    """

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; raise msgspec.ValidationError where it is missing or wrong."""
        return cls.of({name.lower(): value for name, value in os.environ.items()})

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Self:
        """Return the settings of variables by their names in lower case; raise likewise."""
        return msgspec.convert(values, cls, strict=False, dec_hook=_decoded)


def _decoded(kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec's hook
    if kind is Origins:
        return Origins.read(value)
    raise TypeError(f"{kind} is not read from the environment")


class FunctionSettings(Settings, frozen=True, kw_only=True):
    """Settings of every function that analyses or stores recordings.

    Attributes
    ----------
    models_bucket : S3 bucket that holds ``models/`` and ``candidates/``.
    models_table : DynamoDB table of models, and of which one serves.
    uploads_bucket : S3 bucket that holds ``uploads/`` and ``results/``.
    uploads_table : DynamoDB table of uploads.
    retention_days : how long a row of an upload lives.
    """

    models_bucket: Name
    models_table: Name
    uploads_bucket: Name
    uploads_table: Name
    retention_days: Annotated[int, Meta(ge=1, le=3650)] = 30

    @property
    def retention(self) -> timedelta:
        """How long a row of an upload lives."""
        return timedelta(days=self.retention_days)


class TrainingSettings(Settings, frozen=True, kw_only=True):
    """Settings of the tasks of a retraining.

    Attributes
    ----------
    models_bucket : S3 bucket that holds ``candidates/`` and ``models/``.
    models_table : DynamoDB table of models, and of which one serves.
    data_bucket : S3 bucket that holds ``features/`` and ``snapshots/``.
    recordings_table : DynamoDB table of labelled recordings.
    jobs_table : DynamoDB table of trainings.
    """

    models_bucket: Name
    models_table: Name
    data_bucket: Name
    recordings_table: Name
    jobs_table: Name


class EdgeSettings(FunctionSettings, frozen=True, kw_only=True):
    """Settings of every function behind HTTP, beside the shared ones.

    Attributes
    ----------
    idempotency_table : DynamoDB table of the uses of Idempotency-Key.
    cors_origins : web origins whose pages may call the API from a browser, separated by
        commas: ``https://app.example``, ``http://localhost:*`` (any port) or ``*``. None by
        default: programs are not affected, foreign web pages are kept out.
    """

    idempotency_table: Name
    cors_origins: Origins = Origins()
