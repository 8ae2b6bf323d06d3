"""The environment that functions share: typed, checked when the function starts."""

import re
from datetime import timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Name = Annotated[str, Field(min_length=3, max_length=255)]
"""Name of a bucket or a table."""

_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:(\d{1,5}|\*))?")


class Settings(BaseSettings):
    """What every function reads from its environment.

    Attributes
    ----------
    log_level : what is worth a line in the log.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; raise ValidationError where something is missing or wrong."""
        return cls.model_validate({})


class FunctionSettings(Settings):
    """What every function reads that judges or keeps recordings.

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
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 30

    @property
    def retention(self) -> timedelta:
        """How long a row of an upload lives."""
        return timedelta(days=self.retention_days)


class TrainingSettings(Settings):
    """What the tasks of a retraining read.

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


class EdgeSettings(FunctionSettings):
    """What every function behind HTTP reads beside it.

    Attributes
    ----------
    idempotency_table : DynamoDB table of the uses of Idempotency-Key.
    cors_origins : web origins whose pages may call the API from a browser, separated by
        commas: ``https://app.example``, ``http://localhost:*`` (any port) or ``*``. None by
        default: programs are not affected, foreign web pages are kept out.
    """

    idempotency_table: Name
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin!r} is not an origin; write https://host, http://host:port, "
                    "http://host:* or *"
                )
        return origins
