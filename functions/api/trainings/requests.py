"""Bodies of requests about trainings."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from talent.trainings.request import DataSource, TrainingRequest

FeatureSet = Literal["singing", "acoustic", "all"]
MOST_SEED: Final = 2**31 - 1
_DEFAULT: Final = TrainingRequest()


class RetrainBody(BaseModel):
    """How to train. Every field is optional; `{}` or no body at all trains with the defaults."""

    model_config = ConfigDict(
        title="Retrain", extra="forbid", json_schema_extra={"examples": [{"epochs": 50}]}
    )

    data_source: DataSource = Field(
        _DEFAULT.data_source,
        description="Your recordings together with the synthetic base, weighed by "
        "cross-validation; your recordings alone; or the base alone",
    )
    epochs: Annotated[int, Field(ge=1, le=1000, strict=True)] = Field(
        _DEFAULT.epochs,
        description="At most; training stops early where the validation loss stops falling",
    )
    batch_size: Annotated[int, Field(ge=1, le=1024, strict=True)] = _DEFAULT.batch_size
    test_share: Annotated[float, Field(ge=0.1, le=0.5)] = Field(
        _DEFAULT.test_share,
        description="Share of the singers who are held out, in tenths: folds never move",
    )
    feature_set: FeatureSet = "singing"
    augment: Annotated[bool, Field(strict=True)] = Field(
        _DEFAULT.augment,
        description="Train on altered copies of your recordings as well: pitch, tempo, noise",
    )
    seed: Annotated[int, Field(ge=0, le=MOST_SEED, strict=True)] = _DEFAULT.seed

    def request(self) -> TrainingRequest:
        """Return it as the use-cases know it."""
        return TrainingRequest(**self.model_dump())


class Paging(BaseModel):
    """Which part of a listing is wanted."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, description="`next_cursor` of the page before")
