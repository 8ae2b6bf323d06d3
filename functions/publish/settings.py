"""The environment of this function."""

from typing import Literal, Self

from pydantic_settings import BaseSettings, SettingsConfigDict

from functions.edge.settings import Name


class PublishSettings(BaseSettings):
    """What this function reads from its environment; it knows of no uploads.

    Attributes
    ----------
    models_bucket : S3 bucket that holds ``models/``.
    models_table : DynamoDB table of models, and of which one serves.
    log_level : what is worth a line in the log.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    models_bucket: Name
    models_table: Name
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; raise ValidationError where something is missing or wrong."""
        return cls.model_validate({})
