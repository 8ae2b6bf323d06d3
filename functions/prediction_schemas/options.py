"""What a caller may ask for beyond the judgement."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from talent.prediction.predict import PredictionOptions


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a caller may ask for beyond the judgement; how it is asked for: :mod:`.asked`.

    Attributes
    ----------
    timeline : also the score of every window.
    contour : also pitch over time, the notes and the weakest stretches.
    analysis : `full`: also the acoustic features.
    """

    timeline: bool = False
    contour: bool = False
    analysis: Literal["singing", "full"] = "singing"

    def wanted(self) -> PredictionOptions:
        """Return the same in the words of the use-case."""
        from talent.prediction.predict import (
            PredictionOptions,  # who only keeps them needs no judge
        )

        return PredictionOptions(
            timeline=self.timeline, contour=self.contour, acoustic=self.analysis == "full"
        )

    def document(self) -> dict[str, Any]:
        """Return the same as it is kept in the row of an upload."""
        return asdict(self)
