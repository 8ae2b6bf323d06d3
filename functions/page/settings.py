"""The environment of this function."""

from typing import Literal, Self

from pydantic_settings import BaseSettings, SettingsConfigDict

from functions.edge.settings import Name


class PageSettings(BaseSettings):
    """What this function reads from its environment; it knows of nothing but the page.

    Attributes
    ----------
    console_bucket : S3 bucket that holds ``site/``.
    log_level : what is worth a line in the log.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    console_bucket: Name
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; raise ValidationError where something is missing or wrong."""
        return cls.model_validate({})
