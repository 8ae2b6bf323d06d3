"""Extract features: the one extractor of training and serving."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from talent.audio.sound import Sound
from talent.features.acoustic import acoustic
from talent.features.analysis import Analysis, Contour, Notes
from talent.features.catalogue import FEATURE_SETS, MEASURES, NAMES
from talent.features.intonation import intonation
from talent.features.measures import reported_measures
from talent.features.notes import segment
from talent.features.pitch import track
from talent.features.steadiness import steadiness
from talent.features.vibrato import LongNotes, long_notes, vibrato
from talent.features.vibrato_removal import remove_vibrato


class Measured(Protocol):
    """A take, or a piece of one, whose singing features are known."""

    @property
    def vector(self) -> NDArray[np.float64]:
        """Float64 array, shape (20,), in the catalogue's order; NaN where undefined."""


def analyse(sound: Sound) -> Analysis:
    """Measure a take: pitch, notes, features and reported measures.

    Never fails on account of what is sung: what is undefined in a take (no long notes, no
    notes at all) is NaN in the vector and None by name.
    """
    pitch = track(sound)
    contour = pitch.contour
    steady = remove_vibrato(contour)
    notes = segment(steady)
    found: dict[str, float] = {}
    measured: dict[str, float] = {}
    if len(notes) > 0:
        long = long_notes(contour, notes)
        found = describe_features(steady, notes, long)
        measured = reported_measures(pitch, notes, long)
    vector = np.array([found.get(name, np.nan) for name in NAMES])
    return Analysis(
        seconds=sound.seconds,
        clipped_ratio=sound.clipped_ratio,
        contour=contour,
        notes=notes,
        vector=vector,
        features=by_name(NAMES, found),
        measures=by_name(tuple(item.name for item in MEASURES), measured),
    )


def describe_features(steady: Contour, notes: Notes, long: LongNotes) -> dict[str, float]:
    """Return the features of a take, or of a piece of one, by name; NaN where undefined.

    Parameters
    ----------
    steady : pitch without vibrato.
    notes : at least one.
    long : the long ones among them.
    """
    return intonation(steady, notes) | vibrato(long) | steadiness(steady, notes, long)


def extract(
    sound: Sound,
    feature_set: str = "singing",
    *,
    analysis: Measured | None = None,
    numbers: Mapping[str, float] | None = None,
) -> NDArray[np.float64]:
    """Return what a model of a feature set sees: float64, shape (features,), NaN if undefined.

    Parameters
    ----------
    sound : the take.
    feature_set : one of FEATURE_SETS; nothing outside it is computed.
    analysis : of the same take, where it is already there.
    numbers : its acoustic features by name, where they are already there.
    """
    if feature_set not in FEATURE_SETS:
        raise ValueError(f"feature_set={feature_set!r}: expected one of {', '.join(FEATURE_SETS)}")
    names = FEATURE_SETS[feature_set]
    found: dict[str, float] = {}
    if not set(NAMES).isdisjoint(names):
        vector = (analysis or analyse(sound)).vector
        found |= dict(zip(NAMES, vector.tolist(), strict=True))
    if not set(NAMES).issuperset(names):
        found |= acoustic(sound) if numbers is None else numbers
    return np.array([found[name] for name in names])


def by_name(names: tuple[str, ...], values: Mapping[str, float]) -> dict[str, float | None]:
    """Return the values in the order of the names, None where there is no finite one."""
    return {
        name: float(values[name]) if np.isfinite(values.get(name, np.nan)) else None
        for name in names
    }
