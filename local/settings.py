"""Settings of the local stack: environment variables or a file ``.env``."""

import os
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from functions.runtime.origins import Origins
from local.gateway import hosts
from local.paths import ROOT
from topology.routes import BURST_LIMIT, RATE_LIMIT

_ENV_FILE: Final = ROOT / ".env"


class LocalSettings(BaseSettings):
    """Addresses of the local stack, and how much of the machine it takes.

    Attributes
    ----------
    host, port : where the API answers.
    allowed_hosts : names of this machine, beside its own, under which clients may address it.
    workers : most processes per function, that is requests at the same time.
    log_level : what of the functions' logs is shown; DEBUG shows metrics too.
    cors_origins : see :class:`functions.runtime.settings.EdgeSettings`; by default pages served
        from this machine.
    data_dir : where recordings, labels, uploads and models survive a restart; empty: nowhere.
    aws_port : where S3 answers, for uploads straight to it; 0 is any free port.
    aws_secret : the key that opens it, for programs other than the stack; empty: a new one at
        every start, that nobody knows.
    public_aws_url : how other machines reach that port; empty: only this machine uploads.
    retention_days : how long uploaded files and their rows are kept.
    rate_limit, burst_limit : requests a second of one client, and how many at once after a
        pause.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_file=_ENV_FILE)

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    allowed_hosts: str = ""
    workers: Annotated[int, Field(ge=1, le=64)] = min(4, os.cpu_count() or 1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    cors_origins: str = "http://localhost:*,http://127.0.0.1:*"
    data_dir: str = ""
    aws_port: Annotated[int, Field(ge=0, le=65535)] = 0
    aws_secret: str = ""
    public_aws_url: Annotated[str, Field(pattern=r"^(https?://[A-Za-z0-9.-]+(:\d{1,5})?)?$")] = ""
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 30
    rate_limit: Annotated[float, Field(gt=0, allow_inf_nan=False)] = RATE_LIMIT
    burst_limit: Annotated[int, Field(ge=1)] = BURST_LIMIT

    @property
    def reachable_by_others(self) -> bool:
        """Whether the API answers other machines."""
        return self.host not in {"127.0.0.1", "localhost", "::1"}

    @field_validator("allowed_hosts")
    @classmethod
    def _are_hosts(cls, text: str) -> str:
        hosts.read_hosts(text)
        return text

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, text: str) -> str:
        Origins.read(text)
        return text

    @field_validator("public_aws_url")
    @classmethod
    def _needs_port(cls, url: str, info: ValidationInfo) -> str:
        if url and not info.data.get("aws_port"):
            raise ValueError("a fixed AWS_PORT is needed with it, such as AWS_PORT=9000")
        return url


class BadSettings(Exception):
    """A setting makes no sense; the text has one line for each."""


def load() -> LocalSettings:
    """Read the settings; raise BadSettings with one line per setting that makes no sense."""
    try:
        return LocalSettings()
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, fault['loc'])).upper()}={fault['input']}: {fault['msg']}"
            for fault in error.errors()
        ]
        raise BadSettings("\n".join(lines)) from error
