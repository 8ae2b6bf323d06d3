"""The environment every function shares: typed, checked when the function starts."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:(\d{1,5}|\*))?")


class EdgeSettings(BaseSettings):
    """What a function reads from its environment.

    Attributes
    ----------
    models_bucket : S3 bucket that holds ``models/``.
    cors_origins : web origins whose pages may call the API from a browser, separated by
        commas: ``https://app.example``, ``http://localhost:*`` (any port) or ``*``. None by
        default: programs are not affected, foreign web pages are kept out.
    log_level : what is worth a line in the log.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    models_bucket: Annotated[str, Field(min_length=3, max_length=63)]
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; raise ValidationError where something is missing or wrong."""
        return cls.model_validate({})

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
