"""The environment of this function."""

from typing import Annotated, Literal, Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from functions.edge.settings import Name


class WorkflowSettings(BaseSettings):
    """What this function reads from its environment.

    Attributes
    ----------
    models_bucket : S3 bucket that holds ``candidates/`` and ``models/``.
    models_table : DynamoDB table of models, and of which one serves.
    data_bucket : S3 bucket that holds ``features/`` and ``snapshots/``.
    recordings_table : DynamoDB table of labelled recordings.
    jobs_table : DynamoDB table of trainings.
    fold_salt : decides which singer is in which fold; never change it.
    log_level : what is worth a line in the log.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    models_bucket: Name
    models_table: Name
    data_bucket: Name
    recordings_table: Name
    jobs_table: Name
    fold_salt: Annotated[str, Field(min_length=8)]
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; raise ValidationError where something is missing or wrong."""
        return cls.model_validate({})
