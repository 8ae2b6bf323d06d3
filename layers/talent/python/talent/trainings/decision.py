"""The decision on a new model as the rows of trainings and models keep it, to read.

It is written by :func:`.compare_models`. No NumPy here: the API reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from talent.errors import ModelCorrupt

FORMAT: Final = 1
"""That of records which name none; only another one would be named."""

DecidedFigure = Mapping[str, float | None]
"""Value, low and high of an interval; None where the data leave it undefined."""


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """The part of a decision that is read again; the API hands on the whole record.

    Attributes
    ----------
    champion, challenger : versions of the model in service and of the new one.
    n, groups : takes compared, and singers among them.
    """

    promote: bool
    reason: str = ""
    champion: str = "?"
    challenger: str = "?"
    n: int = 0
    groups: int = 0
    margin: float = 0.0
    challenger_auc: DecidedFigure = field(default_factory=dict)
    champion_auc: DecidedFigure = field(default_factory=dict)
    auc_difference: DecidedFigure = field(default_factory=dict)

    @classmethod
    def from_record(cls, raw: Mapping[str, Any]) -> Self:
        """Read it; raise ModelCorrupt where its format is foreign or it lacks ``promote``."""
        if raw.get("format", FORMAT) != FORMAT or "promote" not in raw:
            raise ModelCorrupt(
                f"a decision of format {raw.get('format')!r} cannot be used, this code reads "
                f"{FORMAT}",
                advice="Deploy functions of one version together; then train again.",
            )
        return cls(**{name: raw[name] for name in cls.__dataclass_fields__ if name in raw})
