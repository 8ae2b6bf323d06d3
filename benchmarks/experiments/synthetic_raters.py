"""Synthetic raters: two juries that do not hear what the synthetic base was labelled by.

The base calls a take good by one skill that nearly all defects follow. Here every defect is
drawn on its own, so that somebody in tune may sing without vibrato and the other way round,
and two juries listen to the same takes: one hears intonation only, one vibrato only. What
neither hears varies half as much, as in people who sing together. Both judge from what was
planned to be sung, never from a measured feature, and both err a little: a retraining that
learns such a jury has learned it from sound.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training_job.singer import AXIS_NAMES, ClipSpec, plan_clip

SECONDS: Final = 12.0
"""Length of every take: enough for both juries, and for the quality gate."""
HEARD: Final = ("pitch", "wrong_notes", "drift", "vibrato")
"""Defects of pitch and vibrato: drawn from 0 to 1, the others from 0 to 0.5."""
TAKE_SD: Final = 0.08
"""Standard deviation of a take's defects from its singer's."""
ERROR_SD: Final = 0.05
"""Standard deviation of a jury's impression from what was sung."""
_JURY: Final = 3
"""Names this module's random numbers; the singer's own are 0, 1 and 2."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Jury:
    """Somebody who calls takes good or bad.

    Attributes
    ----------
    name : identifier.
    hears : in words.
    impression : of a planned take, larger is better.
    good_from : least impression of a good take: near the median, so that neither label is rare.
    """

    name: str
    hears: str
    impression: Callable[[ClipSpec], float]
    good_from: float


def _intonation(spec: ClipSpec) -> float:
    """Return how well in tune a take is planned to be, 0..1."""
    shares: Mapping[str, float] = {"pitch": 0.8, "drift": 0.2}
    return 1.0 - sum(share * spec.axes[name] for name, share in shares.items())


def _vibrato(spec: ClipSpec) -> float:
    """Return how much of a regular vibrato a take is planned to have, 0..1."""
    return spec.singer.vibrato_share * (1.0 - spec.axes["vibrato"])


JURIES: Final = (
    Jury("intonation", "whether notes are in tune, nothing else", _intonation, 0.5),
    Jury("vibrato", "whether long notes have a regular vibrato, nothing else", _vibrato, 0.25),
)


def plan_auditions(singers: int, takes: int, seed: int) -> list[ClipSpec]:
    """Plan takes whose twelve defects have nothing to do with each other.

    Parameters
    ----------
    singers, takes : number of people, and of takes by each.
    seed : names the corpus.
    """
    return [
        _independent(plan_clip(seed, singer, take, seconds=SECONDS))
        for singer in range(singers)
        for take in range(takes)
    ]


def labels_by(jury: Jury, specs: Sequence[ClipSpec]) -> NDArray[np.int64]:
    """Return what a jury says of planned takes: 1 good, 0 bad, shape (n,)."""
    return np.array([int(_heard(jury, spec) >= jury.good_from) for spec in specs], dtype=np.int64)


def _heard(jury: Jury, spec: ClipSpec) -> float:
    number = [each.name for each in JURIES].index(jury.name)
    rng = _rng(spec, spec.clip_number + 1, number + 1)
    return jury.impression(spec) + float(rng.normal(0.0, ERROR_SD))


def _independent(spec: ClipSpec) -> ClipSpec:
    widths = np.array([1.0 if name in HEARD else 0.5 for name in AXIS_NAMES])
    usual = widths * _rng(spec, 0, 0).random(len(AXIS_NAMES))
    rng = _rng(spec, spec.clip_number + 1, 0)
    defects: Floats = np.clip(usual + rng.normal(0.0, TAKE_SD, len(usual)), 0.0, 1.0)
    return replace(spec, axes=dict(zip(AXIS_NAMES, defects.tolist(), strict=True)))


def _rng(spec: ClipSpec, take: int, what: int) -> np.random.Generator:
    key = (_JURY, spec.singer_number, take, what)
    return np.random.default_rng(np.random.SeedSequence(spec.seed, spawn_key=key))
