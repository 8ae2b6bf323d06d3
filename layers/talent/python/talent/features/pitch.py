"""Pitch of a voice over time.

Normalised autocorrelation [1]_ and a Viterbi path through the candidates of each frame.

Departures from [1]_: the sound passes a high-pass first (:mod:`talent.features.stft_frames`);
candidates whose harmonics are missing count less (:mod:`talent.features.pitch_candidates`); peaks
are interpolated by a parabola, not by a sinc; levels are RMS, not peak amplitude.

References
----------
.. [1] Boersma. "Accurate short-term analysis of the fundamental frequency and the
   harmonics-to-noise ratio of a sampled sound." IFA Proceedings 17, 1993, pp. 97-110.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from talent.audio.sound import Sound
from talent.features.analysis import Contour
from talent.features.pitch_candidates import CANDIDATES, peaks
from talent.features.stft_frames import (
    FFT,
    HANN,
    HOP,
    RATE,
    UNFILTERED,
    power_spectra,
    windowed_blocks,
)
from talent.features.viterbi import best_path
from talent.features.voiced_runs import voiced_runs

F_MIN: Final = 65.0
F_MAX: Final = 1050.0
REFERENCE_HZ: Final = 55.0
"""Zero of the cents scale: A1."""

_LAG_MIN: Final = int(RATE / F_MAX)
_LAG_MAX: Final = int(np.ceil(RATE / F_MIN))

# Bands in which flatness is measured: 12 of 16 bins (250 Hz) from 125 Hz to 3.1 kHz, narrow
# enough that the colour of a noise does not count as structure.
_FLAT_BANDS: Final = (12, 16)
_FLAT_FIRST_BIN: Final = 8

_VOICING_THRESHOLD: Final = 0.45
_WEAKEST: Final = 0.5 * _VOICING_THRESHOLD  # a weaker maximum never wins against unvoiced
_SILENCE_THRESHOLD: Final = 0.03
_JUMP_COST: Final = 0.35
_VOICING_COST: Final = 0.14
_FLOOR_DB: Final = -120.0

STRAY_CENTS: Final = 1500.0
"""How far from the middle of the take a short run must lie to be taken for breath or noise."""
STRAY_FRAMES: Final = 40
"""Longest run that may be a stray, in frames."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """What tracking a sound gives.

    Attributes
    ----------
    contour : pitch, periodicity and level of every frame.
    voice_spectrum : float64 array, shape (513,), mean power of periodic frames, 0..8 kHz;
        zeros where there are none.
    """

    contour: Contour
    voice_spectrum: NDArray[np.float64]


def track(sound: Sound) -> Pitch:
    """Track the pitch of a monophonic voice.

    Frames are centred: frame ``i`` describes the sound around ``i * 0.01`` seconds.
    """
    samples = np.asarray(soxr.resample(sound.samples, sound.sample_rate, RATE, quality="HQ"))
    frames = 1 + len(samples) // HOP
    lags = np.zeros((frames, CANDIDATES))
    scores = np.full((frames, CANDIDATES), -np.inf)
    strengths = np.zeros((frames, CANDIDATES))
    power = np.zeros(frames)
    flatness = np.full(frames, np.nan)
    spectrum_sum, periodic_frames = np.zeros(FFT // 2 + 1), 0

    for start, block in windowed_blocks(samples, frames):
        stop = start + len(block)
        passed = power_spectra(block)
        correlation = _autocorrelation(passed)
        spectra = passed * UNFILTERED
        power[start:stop] = spectra @ _PARSEVAL
        lags[start:stop], scores[start:stop], strengths[start:stop] = peaks(
            correlation, spectra, shortest=_LAG_MIN, weakest=_WEAKEST, octave_lag=RATE / F_MIN
        )
        periodic = strengths[start:stop].max(axis=1) > _VOICING_THRESHOLD
        flatness[start:stop][~periodic] = _flatness(spectra[~periodic])
        spectrum_sum += periodic @ spectra
        periodic_frames += int(periodic.sum())

    cents, chosen = _choose(lags, scores, power)
    cents = _without_strays(cents)
    rows = np.arange(frames)
    periodicity = np.where(chosen < 0, strengths.max(axis=1), strengths[rows, chosen])
    level = 10.0 * np.log10(np.maximum(power, 10.0 ** (_FLOOR_DB / 10.0)))
    return Pitch(
        Contour(cents, periodicity, level, flatness, HOP / RATE),
        spectrum_sum / max(periodic_frames, 1),
    )


# Turns a one-sided power spectrum into the mean square of the unwindowed frame.
_PARSEVAL: Final = np.asarray(
    np.r_[1.0, np.full(FFT // 2 - 1, 2.0), 1.0] / (FFT * (HANN**2).sum()), dtype=np.float32
)


def _window_autocorrelation() -> NDArray[np.float64]:
    """Return the window's own autocorrelation at lags 0.._LAG_MAX + 1, 1 at lag 0."""
    spectrum = np.abs(np.fft.rfft(HANN, FFT * 2)) ** 2
    correlation = np.fft.irfft(spectrum)[: _LAG_MAX + 2]
    return np.asarray(correlation / correlation[0])


def _cosines(lags: NDArray[np.int64], last: int) -> NDArray[np.float32]:
    """Return what turns bins 0..last of a folded power spectrum into lags, unbiased."""
    bins = np.arange(last + 1)
    weights = np.where(bins == 0, 1.0, 2.0)[:, np.newaxis]  # a bin and its mirror beyond N / 2
    # Equation 9 of [1]: r_x(tau) ~ r_a(tau) / r_w(tau)
    unbiased = weights / _window_autocorrelation()[lags]
    cosines = np.cos(2.0 * np.pi * np.outer(bins, lags) / FFT)
    return np.asarray(unbiased * cosines, dtype=np.float32)


_EVEN_LAGS: Final = _cosines(np.arange(0, _LAG_MAX + 2, 2), FFT // 4)
_ODD_LAGS: Final = _cosines(np.arange(1, _LAG_MAX + 2, 2), FFT // 4 - 1)


def _flatness(spectra: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return spectral flatness (geometric / arithmetic mean of power) of frames, 0..1.

    Mean over narrow bands: near 0.6 for noise of any colour, lower where there are tones.
    """
    bands, width = _FLAT_BANDS
    last = _FLAT_FIRST_BIN + bands * width
    power = spectra[:, _FLAT_FIRST_BIN:last].reshape(-1, bands, width) + 1e-20
    return np.asarray((np.exp(np.log(power).mean(axis=2)) / power.mean(axis=2)).mean(axis=1))


def _autocorrelation(spectra: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return normalised autocorrelations, shape (frames, _LAG_MAX + 2), 1 at lag 0.

    With N points, cos(2 pi (N/2 - k) tau / N) = (-1)^tau cos(2 pi k tau / N): even lags depend on
    the sum of bins k and N/2 - k alone, odd lags on their difference. That halves the cosine
    transform, and a quarter of the lags is enough, so that a matrix product is faster than an
    inverse FFT.
    """
    quarter = FFT // 4
    mirrored = spectra[:, :quarter:-1]
    odd = spectra[:, :quarter] - mirrored
    even = spectra[:, : quarter + 1].copy()
    even[:, :quarter] += mirrored
    correlation = np.empty((len(spectra), _LAG_MAX + 2), dtype=np.float32)
    correlation[:, ::2] = even @ _EVEN_LAGS
    correlation[:, 1::2] = odd @ _ODD_LAGS
    correlation /= np.maximum(correlation[:, :1], 1e-20)
    return correlation


def _choose(
    lags: NDArray[np.float64], scores: NDArray[np.float64], power: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Choose a candidate in every frame.

    Returns
    -------
    cents : above REFERENCE_HZ along the best path, NaN where it is unvoiced.
    chosen : number of the candidate, -1 where it is unvoiced.
    """
    # The loudest frames are the reference; a percentile so that one click is not.
    loudest = np.percentile(power, 98.0)
    relative = np.sqrt(power / loudest) if loudest > 0.0 else np.zeros_like(power)
    # [1], equation 22: strength of the unvoiced candidate.
    silence = 2.0 - relative / (_SILENCE_THRESHOLD / (1.0 + _VOICING_THRESHOLD))
    unvoiced = _VOICING_THRESHOLD + np.maximum(0.0, silence)
    octaves = np.log2(RATE / lags / REFERENCE_HZ)
    states = np.concatenate([unvoiced[:, np.newaxis], scores], axis=1)
    path = best_path(states, octaves, jump_cost=_JUMP_COST, voicing_cost=_VOICING_COST)
    cents = 1200.0 * octaves[np.arange(len(path)), np.maximum(path - 1, 0)]
    return np.where(path > 0, cents, np.nan), path - 1


def _without_strays(cents: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return cents with short runs far from the rest of the take made unvoiced.

    Breath and sibilants have a resonance of their own, often near 1 kHz, that looks periodic
    for a tenth of a second or two. A voice that leaps by more than an octave stays longer.
    """
    voiced = np.isfinite(cents)
    if not voiced.any():
        return cents
    middle = np.median(cents[voiced])
    for start, stop in zip(*voiced_runs(voiced), strict=True):
        far = abs(np.median(cents[start:stop]) - middle) > STRAY_CENTS
        if far and stop - start <= STRAY_FRAMES:
            cents[start:stop] = np.nan
    return cents
