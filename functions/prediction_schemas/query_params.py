"""Query parameters, or fields of JSON, by which a caller asks for more than the prediction."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from talent.prediction.options import PredictionOptions


class PredictionQuery(BaseModel):
    """What a caller may ask for beyond the judgement; anything else is a mistake."""

    model_config = ConfigDict(extra="forbid", title="Options")

    timeline: bool = Field(
        default=PredictionOptions.timeline,
        description="Also the score of every window of 7 s, one second apart",
    )
    contour: bool = Field(
        default=PredictionOptions.contour,
        description="Also pitch over time, the notes and the weakest stretches",
    )
    analysis: Literal["singing", "full"] = Field(
        default=PredictionOptions.analysis,
        description="`full`: also how the recording sounds, in 37 acoustic features",
    )

    def options(self) -> PredictionOptions:
        """Return what is asked for, without what a subclass adds."""
        return PredictionOptions(
            timeline=self.timeline, contour=self.contour, analysis=self.analysis
        )
