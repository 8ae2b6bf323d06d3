"""The quality gate: what can be judged, what only with a warning, what not at all."""

from dataclasses import dataclass

from talent.features.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that makes an answer less trustworthy than usual."""

    code: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The measured values on which the gate decides.

    ``level_difference_db``: level of voiced minus unvoiced frames; None without either.
    """

    seconds: float
    voiced_seconds: float
    voiced_ratio: float
    notes: int
    level_difference_db: float | None
    clipped_ratio: float
    accompanied: bool


def assess(analysis: Analysis) -> tuple[Quality, tuple[Caution, ...]]:
    """Measure the quality of a take; raise TakeRefused where it cannot be judged."""
    raise AssertionError(analysis)
