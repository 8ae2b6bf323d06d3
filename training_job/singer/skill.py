"""Twelve ways to sing badly, and how they follow from one skill.

A *defect* is a number from 0 (the best singer) to 1 (the worst); an *axis* turns it into
something physical. Skill decides the defects, loosely: hardly anybody is bad at everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of singing in which people differ.

    Attributes
    ----------
    name : identifier.
    unit : unit of ``best`` and ``worst``.
    meaning : what the value is.
    best, worst : value at defect 0 and at defect 1; both positive.
    """

    name: str
    unit: str
    meaning: str
    best: float
    worst: float

    def value(self, defect: float) -> float:
        """Return the physical value of a defect in 0..1: linear in its square root.

        Between adding and multiplying: the difference between 10 and 20 cents is heard more
        than that between 70 and 80, but amateurs in the middle are far from professionals.
        """
        root = self.best**0.5 + defect * (self.worst**0.5 - self.best**0.5)
        return float(root**2)


AXES: Final[tuple[Axis, ...]] = (
    Axis("pitch", "cents", "standard deviation of the notes' pitch errors", 11.0, 80.0),
    Axis("wrong_notes", "1", "share of notes that are simply other notes", 0.002, 0.15),
    Axis("drift", "cents", "standard deviation of the key's drift after ten seconds", 4.0, 80.0),
    Axis(
        "wobble",
        "cents",
        "standard deviation of slow wavering (1-2.5 Hz, softly up to 3)",
        7.0,
        34.0,
    ),
    Axis("slope", "cents/s", "mean absolute slope of the pitch within a note", 35.0, 190.0),
    Axis("scoop", "cents", "mean depth of slides into notes", 50.0, 230.0),
    Axis("glide", "ms", "median duration of the way from note to note", 70.0, 180.0),
    Axis("vibrato", "1", "relative irregularity of rate and extent of the vibrato", 0.06, 0.6),
    Axis("timing", "ms", "standard deviation of note onsets", 10.0, 85.0),
    Axis("jitter", "cents", "standard deviation of fast restlessness of the pitch", 2.0, 8.0),
    Axis("loudness", "dB", "standard deviation of unmeant changes of loudness", 0.8, 4.5),
    Axis("breaks", "1/s", "voice breaks per second", 0.004, 0.25),
)
"""The skill axes. Best and worst of pitch, wobble, slope and timing come from the study that
preceded this project; the others from looking at pitch curves of untrained singers."""

AXIS_NAMES: Final[tuple[str, ...]] = tuple(axis.name for axis in AXES)

TIGHT_SD: Final = 0.06
"""How loosely the pitch error follows skill; it is what listeners judge first."""
LOOSE_SD: Final = 0.18
"""How loosely the other defects follow skill."""
FREE_SHARE: Final = 0.15
"""Share of the other defects that have nothing to do with skill."""


def draw_defects(rng: np.random.Generator, skill: float) -> dict[str, float]:
    """Draw the twelve defects of one take.

    Parameters
    ----------
    rng : source of randomness.
    skill : 0 (worst) to 1 (best).

    Returns
    -------
    Defect by axis name, each 0..1: ``clip(1 - skill + noise)``, except that 15 % of those
    other than pitch are drawn from U(0, 1).
    """
    sd = np.array([TIGHT_SD if name == "pitch" else LOOSE_SD for name in AXIS_NAMES])
    defects = np.clip(1.0 - skill + sd * rng.standard_normal(len(AXES)), 0.0, 1.0)
    free = rng.random(len(AXES)) < FREE_SHARE
    free[AXIS_NAMES.index("pitch")] = False
    defects = np.where(free, rng.random(len(AXES)), defects)
    return dict(zip(AXIS_NAMES, defects.tolist(), strict=True))


def physical(defects: Mapping[str, float]) -> dict[str, float]:
    """Return the physical value of each defect, by axis name, in the unit of its axis."""
    return {axis.name: axis.value(defects[axis.name]) for axis in AXES}
