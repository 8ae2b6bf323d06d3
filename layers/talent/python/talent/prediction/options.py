"""Options of a prediction; apart, so that storing them loads no predictor."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal


@dataclass(frozen=True, kw_only=True)
class PredictionOptions:
    """Options of a prediction: what is answered beyond it and its reasons.

    Attributes
    ----------
    timeline : also the score of every window.
    contour : also pitch over time, the notes and the weakest stretches.
    analysis : `full`: also how the recording sounds, in 37 acoustic features.
    """

    timeline: bool = False
    contour: bool = False
    analysis: Literal["singing", "full"] = "singing"

    def as_record(self) -> dict[str, Any]:
        """Return the same as it is kept in the row of an upload."""
        return asdict(self)


NOTHING_MORE: Final = PredictionOptions()
