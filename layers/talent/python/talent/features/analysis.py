"""Analysis of a take: the result of the extractor."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Contour:
    """Pitch over time, one value per hop.

    Attributes
    ----------
    cents : float64 array, shape (frames,), cents above 55 Hz; NaN where unvoiced.
    strength : float64 array, shape (frames,), periodicity 0..1 of the chosen candidate, or
        of the best one where unvoiced.
    level : float64 array, shape (frames,), level in dB relative to full scale.
    flatness : float64 array, shape (frames,), spectral flatness of aperiodic frames: about
        0.6 for noise, lower for tones; NaN where periodic.
    hop_seconds : time from one frame to the next.
    """

    cents: NDArray[np.float64]
    strength: NDArray[np.float64]
    level: NDArray[np.float64]
    flatness: NDArray[np.float64]
    hop_seconds: float

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Bool array, shape (frames,): whether there is a pitch."""
        return np.isfinite(self.cents)


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes of a take; all arrays have shape (notes,).

    Attributes
    ----------
    start, stop : int64, frames [start, stop) of each note.
    cents : float64, median pitch above 55 Hz.
    """

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    cents: NDArray[np.float64]
    hop_seconds: float

    def __len__(self) -> int:
        return len(self.cents)

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Durations in seconds."""
        return (self.stop - self.start) * self.hop_seconds


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything measured on one take.

    Attributes
    ----------
    seconds : duration of the recording.
    clipped_ratio : see :class:`talent.audio.sound.Sound`.
    contour, notes : pitch over time and the notes found in it.
    vector : float64 array, shape (20,), in the catalogue's order; NaN where undefined.
    features, measures : values by name; None where undefined.
    """

    seconds: float
    clipped_ratio: float
    contour: Contour
    notes: Notes
    vector: NDArray[np.float64]
    features: Mapping[str, float | None]
    measures: Mapping[str, float | None]
