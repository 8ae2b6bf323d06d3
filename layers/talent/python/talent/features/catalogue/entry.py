"""Entry of the catalogue: what is known of one number."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Group(StrEnum):
    """Families of features that speak of the same side of singing, or only of the sound."""

    SCALE = "scale"
    GRID = "grid"
    VIBRATO = "vibrato"
    STEADINESS = "steadiness"
    TIMBRE = "timbre"
    RHYTHM = "rhythm"


@dataclass(frozen=True, slots=True)
class Feature:
    """One number that the model may see.

    Attributes
    ----------
    name : identifier, everywhere the same.
    unit : "1" for a pure number, otherwise the unit's symbol.
    meaning : what it measures, for a singer.
    better : which direction goes with better ratings; "neither" where it says nothing of skill.
    group : family, for explanations.
    source : where the idea comes from.
    """

    name: str
    unit: str
    meaning: str
    better: Literal["higher", "lower", "neither"]
    group: Group
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that is reported and never fed to a model.

    These follow the recording chain or the choice of song rather than the skill.
    """

    name: str
    unit: str
    meaning: str
    source: str
