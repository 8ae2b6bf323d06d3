"""Requests about models."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from talent.registry.model_record import HIGHEST_THRESHOLD, LOWEST_THRESHOLD

Reason = Annotated[str, Field(max_length=500, description="In words, for the history")]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ModelListing(_Request):
    """Which part of the models."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[
        str | None, Field(max_length=2_000, description="`next_cursor` of the page before")
    ] = None


class PromotionBody(_Request):
    """Why a model is to serve."""

    model_config = ConfigDict(title="PromotionRequest", extra="forbid")

    reason: Reason = ""
    override: bool = Field(
        default=False, description="Also where the gate rejected it; that is recorded"
    )


class RollbackBody(_Request):
    """Why the previous model is to serve again."""

    model_config = ConfigDict(title="RollbackRequest", extra="forbid")

    reason: Reason = ""


class ThresholdBody(_Request):
    """From which probability on a take is good."""

    model_config = ConfigDict(title="ThresholdRequest", extra="forbid")

    threshold: float = Field(ge=LOWEST_THRESHOLD, le=HIGHEST_THRESHOLD)
    reason: Reason = ""
