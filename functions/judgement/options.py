"""What a caller may ask for beyond the judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from talent.usecases.judge import Wanted


class Options(BaseModel):
    """What a caller may ask for beyond the judgement; anything else is a mistake."""

    model_config = ConfigDict(extra="forbid")

    timeline: bool = Field(
        default=False, description="Also the score of every window of 7 s, one second apart"
    )
    contour: bool = Field(
        default=False, description="Also pitch over time, the notes and the weakest stretches"
    )
    analysis: Literal["singing", "full"] = Field(
        default="singing",
        description="`full`: also how the recording sounds, in 37 acoustic features",
    )

    def wanted(self) -> Wanted:
        """Return the same in the words of the use-case."""
        from talent.usecases.judge import Wanted  # who only keeps them needs no judge

        return Wanted(
            timeline=self.timeline, contour=self.contour, acoustic=self.analysis == "full"
        )

    def options(self) -> dict[str, bool | str]:
        """Return what is asked for as it is kept, without what a subclass adds."""
        return {name: getattr(self, name) for name in Options.model_fields}
