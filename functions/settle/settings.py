"""The environment of this function."""

from typing import Literal, Self

from pydantic_settings import BaseSettings, SettingsConfigDict

from functions.edge.settings import Name


class SettleSettings(BaseSettings):
    """What this function reads from its environment.

    Attributes
    ----------
    jobs_table : DynamoDB table of trainings.
    log_level : what is worth a line in the log.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    jobs_table: Name
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; raise ValidationError where something is missing or wrong."""
        return cls.model_validate({})
