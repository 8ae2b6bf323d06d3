"""Vibrato of long notes: its regularity, rate and extent.

References
----------
.. [1] Nakano, Goto, Hiraga. "An Automatic Singing Skill Evaluation Method for Unknown
   Melodies Using Pitch Interval Accuracy and Vibrato Features." Interspeech 2006.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from talent.features.analysis import Contour, Notes

LONG_SECONDS: Final = 0.35
RATE_RANGE: Final = (4.0, 8.0)
POWER_RANGE: Final = (1.5, 20.0)
PEAK_HALF_WIDTH: Final = 1.2
REGULAR: Final = 0.6
EXTENT_RANGE: Final = (15.0, 200.0)
_FFT: Final = 512  # 5.12 s; 0.2 Hz between bins
_HOP_RATE: Final = 100.0


@dataclass(frozen=True, slots=True)
class LongNotes:
    """Vibrato of the notes of at least 0.35 s; all arrays have shape (long notes,).

    Attributes
    ----------
    index : place of each in the notes of the take.
    seconds : durations.
    regularity : share of the modulation's power (1.5-20 Hz) within 1.2 Hz of its strongest
        peak between 4 and 8 Hz, 0..1.
    rate : frequency of that peak, in Hz.
    extent : sqrt(2) x standard deviation of the detrended pitch, in cents: the amplitude of
        a sinusoid of that power.
    """

    index: NDArray[np.int64]
    seconds: NDArray[np.float64]
    regularity: NDArray[np.float64]
    rate: NDArray[np.float64]
    extent: NDArray[np.float64]

    @property
    def with_vibrato(self) -> NDArray[np.bool_]:
        """Whether a note carries a regular vibrato of audible, sane extent."""
        low, high = EXTENT_RANGE
        return (self.regularity > REGULAR) & (self.extent >= low) & (self.extent <= high)


def long_notes(contour: Contour, notes: Notes) -> LongNotes:
    """Analyse the modulation of every long note."""
    index = np.flatnonzero(notes.seconds >= LONG_SECONDS - 1e-9)
    padded = np.zeros((len(index), _FFT))
    extent = np.zeros(len(index))
    for row, note in enumerate(index):
        # A note of more than 5 s is judged by its first 5 s.
        stop = min(notes.stop[note], notes.start[note] + _FFT)
        pitch = detrend(contour.cents[notes.start[note] : stop])
        extent[row] = np.sqrt(2.0) * pitch.std()
        padded[row, : len(pitch)] = pitch * np.hanning(len(pitch))
    power = np.abs(np.fft.rfft(padded)) ** 2
    frequency = np.fft.rfftfreq(_FFT, 1.0 / _HOP_RATE)
    in_rate = (frequency >= RATE_RANGE[0]) & (frequency <= RATE_RANGE[1])
    rate = frequency[np.where(in_rate, power, -1.0).argmax(axis=1)]
    in_power = (frequency >= POWER_RANGE[0]) & (frequency <= POWER_RANGE[1])
    near = (np.abs(frequency - rate[:, np.newaxis]) <= PEAK_HALF_WIDTH) & in_power
    total = (power * in_power).sum(axis=1)
    regularity = (power * near).sum(axis=1) / np.maximum(total, 1e-12)
    return LongNotes(index, notes.seconds[index], regularity, rate, extent)


def vibrato(long: LongNotes) -> dict[str, float]:
    """Return the features of the group "vibrato", by name; NaN without long notes."""
    total = long.seconds.sum()
    if total == 0.0:
        return {"vib_reg": np.nan, "vib_frac": np.nan, "vib_extent": np.nan}
    # A note without any movement has neither regularity nor extent.
    return {
        "vib_reg": float(long.regularity @ long.seconds / total),
        "vib_frac": float(long.seconds[long.with_vibrato].sum() / total),
        "vib_extent": float(long.extent @ long.seconds / total),
    }


def detrend(pitch: NDArray[np.float64]) -> NDArray[np.float64]:
    """Remove mean and linear trend, shape (n,)."""
    return np.asarray(pitch - pitch.mean() - slope(pitch) * centred(len(pitch)))


def slope(pitch: NDArray[np.float64]) -> float:
    """Return the least-squares slope per frame."""
    time = centred(len(pitch))
    return float(time @ pitch / (time @ time)) if len(pitch) > 1 else 0.0


def centred(length: int) -> NDArray[np.float64]:
    """Return 0, 1, ... shifted to mean 0, shape (length,)."""
    return np.arange(length) - (length - 1) / 2.0
