"""Measures that are reported beside the features and never decide (see the catalogue)."""

import numpy as np
from numpy.typing import NDArray

from talent.features import circular
from talent.features.analysis import Notes
from talent.features.intonation import weights
from talent.features.pitch import Pitch
from talent.features.stft_frames import RATE
from talent.features.vibrato import LongNotes


def reported_measures(pitch: Pitch, notes: Notes, long: LongNotes) -> dict[str, float]:
    """Return the measures by name; NaN where undefined."""
    contour = pitch.contour
    voiced = contour.voiced
    low, high = np.percentile(contour.cents[voiced], [5.0, 95.0])
    with_vibrato = long.with_vibrato
    found = bool(with_vibrato.any())
    share = long.seconds[with_vibrato]
    return {
        "range": float(high - low) / 100.0,
        "vibrato_rate": float(long.rate[with_vibrato] @ share / share.sum()) if found else np.nan,
        "vibrato_extent": (
            float(long.extent[with_vibrato] @ share / share.sum()) if found else np.nan
        ),
        "hnr": _harmonics_to_noise(contour.strength[voiced]),
        "singing_power_ratio": _singing_power_ratio(pitch.voice_spectrum),
        "tuning_offset": circular.tuning(circular.resultant(notes.cents, weights(notes))),
    }


def _harmonics_to_noise(strength: NDArray[np.float64]) -> float:
    """Return 10 log10(r / (1 - r)) of the median periodicity r (Boersma 1993, equation 4).

    Our periodicity is that of the high-passed sound (see talent.features.stft_frames), so noise
    below 150 Hz counts less than in the paper.
    """
    r = float(np.clip(np.median(strength), 1e-3, 1.0 - 1e-5))
    return float(10.0 * np.log10(r / (1.0 - r)))


def _singing_power_ratio(spectrum: NDArray[np.float64]) -> float:
    """Return the highest level in 2-4 kHz minus the highest in 0-2 kHz, in dB (Omori 1996)."""
    frequency = np.linspace(0.0, RATE / 2, len(spectrum))
    low = spectrum[frequency <= 2000.0].max()
    high = spectrum[(frequency > 2000.0) & (frequency <= 4000.0)].max()
    if low <= 0.0 or high <= 0.0:
        return float("nan")
    return float(10.0 * np.log10(high / low))
