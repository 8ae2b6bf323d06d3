"""Stage: an operator's choices as one typed object, overridden from the context.

``cdk deploy -c stage=prod -c origins=https://app.example -c alarm_email=me@example.com``
"""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from infra.packaging.target import ARCHITECTURES, Architecture
from topology.routes import BURST_LIMIT, RATE_LIMIT

ORIGIN: Final = r"\*|https?://[A-Za-z0-9.-]+(:(\d{1,5}|\*))?"
_CERTIFICATE: Final = r"^(arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]+)?$"
Days = Annotated[int, Field(ge=1, le=3650)]


class ChoiceInvalid(Exception):
    """A value from the context that is none; the text names it and says what would work."""


class Stage(BaseModel):
    """One deployment of the service.

    Attributes
    ----------
    name : of the stage; part of every stack's name and of the API's address.
    architecture : of the Lambda functions.
    origins : web origins that may call the API and send files, as in ``CORS_ORIGINS``.
    retention_days : how long files sent for a prediction, and their answers, are kept.
    log_days : how long logs are kept; one of the periods that CloudWatch knows.
    log_level : what is worth a line in the log.
    protected : whether data outlives its stack and cannot be deleted by mistake.
    keys : whether a caller needs an API key; documentation and health never do.
    rate_limit, burst_limit : requests a second, and at once, of one key.
    daily_quota : requests a day of one key.
    gradual : whether a new version gets a tenth of the traffic first, and goes back on alarm.
    snap_start : whether functions start from a snapshot: faster, and paid for by the hour.
    alarm_email : who hears of alarms and failed trainings.
    p99_seconds : latency of the API at which there is an alarm.
    compute : where trainings run. With ``none`` there are none: no Batch, no network, no state
        machine, and nothing that could start one; all else is there.
    vcpus, memory_mb : what one training gets.
    training_hours : after which a training is stopped.
    training_image : URI of the trainer's image; built from ``training_job/Dockerfile`` if "".
    isolated : whether trainings run without a way to the internet, behind interface endpoints
        that cost about 58 USD a month.
    console : whether the page is hosted as well: a private bucket behind CloudFront.
    console_domain, console_certificate : its name, if it has one of its own, and the ARN of a
        certificate for it in us-east-1. CloudFront gives it a name otherwise.
    fold_salt : decides which singers are held out. Made from the stack if "": give the old
        one where data of a former stack is taken over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["dev", "prod"]
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    origins: tuple[Annotated[str, Field(pattern=f"^({ORIGIN})$")], ...] = ()
    retention_days: Days = 30
    log_days: Literal[1, 3, 7, 14, 30, 90, 180, 365] = 30
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    protected: bool = False
    keys: bool = False
    rate_limit: Annotated[int, Field(ge=1, le=10_000)] = RATE_LIMIT
    burst_limit: Annotated[int, Field(ge=1, le=5_000)] = BURST_LIMIT
    daily_quota: Annotated[int, Field(ge=1)] = 10_000
    gradual: bool = False
    snap_start: bool = False
    alarm_email: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")] = ""
    p99_seconds: Annotated[float, Field(gt=0, le=29)] = 5
    compute: Literal["fargate-spot", "fargate", "ec2-gpu", "none"] = "fargate-spot"
    vcpus: Literal[1, 2, 4, 8, 16] = 4
    memory_mb: Annotated[int, Field(ge=2_048, le=122_880)] = 16_384
    training_hours: Annotated[int, Field(ge=1, le=72)] = 6
    training_image: str = ""
    isolated: bool = False
    console: bool = False
    console_domain: Annotated[str, Field(pattern=r"^([a-z0-9-]+(\.[a-z0-9-]+)+)?$")] = ""
    console_certificate: Annotated[str, Field(pattern=_CERTIFICATE)] = ""
    fold_salt: Annotated[str, Field(max_length=128)] = ""

    @field_validator("origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if bool(self.console_domain) != bool(self.console_certificate):
            raise ValueError("console_domain and console_certificate go together")
        return self

    @property
    def sending_origins(self) -> tuple[str, ...]:
        """Web origins that may send files to the store: the configured ones and the console.

        The name that CloudFront will give is not known when the bucket is made, so any page
        there may. It sends nothing without a form that the API has signed, and the API gives
        none to pages of other origins.
        """
        if not self.console:
            return self.origins
        return (*self.origins, f"https://{self.console_domain or '*.cloudfront.net'}")

    @property
    def target(self) -> Architecture:
        """The architecture, as the packaging knows it."""
        return ARCHITECTURES[self.architecture]

    @property
    def trains(self) -> bool:
        """Whether there are trainings."""
        return self.compute != "none"


STAGES: Final[dict[str, dict[str, Any]]] = {
    "dev": {},
    "prod": {
        "protected": True,
        "keys": True,
        "gradual": True,
        "log_days": 90,
    },
}
"""Differences of each stage from the defaults."""


def from_context(get: Callable[[str], Any]) -> Stage:
    """Return the stage that the context names, with what else the context says of it.

    Parameters
    ----------
    get : returns the value of a name in the context, None where there is none. Values from
        the command line are text.

    Raises
    ------
    ChoiceInvalid
        If a value is none of those that are known.
    """
    name = get("stage") or "dev"
    chosen = {field: get(field) for field in Stage.model_fields if field != "name"}
    given = {field: value for field, value in chosen.items() if value is not None}
    if name not in STAGES:
        raise ChoiceInvalid(f"stage={name} is not known: one of {', '.join(STAGES)}")
    try:
        return Stage.model_validate({"name": name, **STAGES[name], **_numbers(given)})
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, line['loc']))}: {line['msg']}" for line in error.errors()]
        raise ChoiceInvalid("The context does not fit: " + "; ".join(lines)) from error


def _numbers(given: dict[str, Any]) -> dict[str, Any]:
    """Return the values with digits as numbers: a choice among numbers takes no text."""
    return {
        name: int(value) if isinstance(value, str) and value.isdecimal() else value
        for name, value in given.items()
    }
