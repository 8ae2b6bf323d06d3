"""Pitch candidates of a frame: the maxima of its autocorrelation, less what speaks against them.

Where a note begins over the reverberation of the one before, a fifth away, their common
subharmonic is a period of the sound, and its maximum is the highest. So is the octave below a
rough voice. But of such a series of harmonics some are missing: every second one, two of three,
or all that are multiples of neither two nor three. The ratio of those to the others, Sun's
subharmonic-to-harmonic ratio [2]_, tells it from a pitch.

Departures from [2]_: amplitudes at the harmonics of each candidate instead of sums over a
logarithmic spectrum; other divisions than halves; and it lowers a candidate, where [2]_ decides.

References
----------
.. [1] Boersma. "Accurate short-term analysis of the fundamental frequency and the
   harmonics-to-noise ratio of a sampled sound." IFA Proceedings 17, 1993, pp. 97-110.
.. [2] Sun. "Pitch determination and voice quality analysis using subharmonic-to-harmonic
   ratio." ICASSP 2002, vol. 1, pp. 333-336.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

CANDIDATES: Final = 7
"""Most candidates of one frame."""

_OCTAVE_COST: Final = 0.01

_HARMONICS: Final = np.arange(1, 13)
_HIGHEST_SHARE: Final = 0.25
"""Harmonics count up to this share of the sample rate: 4 kHz, above which noise prevails."""
_BETWEEN: Final = np.stack(
    [
        np.isin(_HARMONICS, between).astype(np.float32)
        for between in (
            (1, 3, 5, 7, 9, 11),  # an octave below the pitch
            (1, 2, 4, 5, 7, 8, 10, 11),  # an octave and a fifth below
            (1, 5, 7, 11),  # below two pitches, a fifth apart
        )
    ],
    axis=1,
)
"""Harmonics that are missing where the candidate is no pitch, shape (harmonics, ways)."""
_SHARES: Final = (len(_HARMONICS) - _BETWEEN.sum(axis=0)) / _BETWEEN.sum(axis=0)
"""Number of the other harmonics by the number of these: makes sums means."""
_RATIO: Final = 0.3
"""Mean amplitude of these, relative to the others, below which they count as missing.
The true pitch of the synthetic singer is seldom below it (1.3 % of its frames); where a formant
stands on the second harmonic it comes close."""
_MISSING_COST: Final = 0.1
"""Cost of each halving of that ratio below ``_RATIO``."""
_MISSING_MOST: Final = 3.0
"""Halvings that count: leakage of the window and noise hide more."""


def peaks(
    correlation: NDArray[np.float32],
    spectra: NDArray[np.float32],
    *,
    shortest: int,
    weakest: float,
    octave_lag: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Find the strongest maxima of each autocorrelation.

    Parameters
    ----------
    correlation : shape (frames, lags), 1 at lag 0; maxima are sought up to the last lag but one.
    spectra : shape (frames, bins), power spectra of the same frames, 0 to half the sample rate.
    shortest : least lag of a candidate, in samples.
    weakest : autocorrelation that a candidate exceeds.
    octave_lag : lag without a cost for its octave; shorter ones gain.

    Returns
    -------
    lags, scores, strengths : shape (frames, CANDIDATES): in samples; the autocorrelation less
        what speaks against the candidate; the autocorrelation itself, 0..1. Unused places have
        lag 1, score -inf and strength 0.
    """
    left, middle, right = (
        correlation[:, shortest + offset : correlation.shape[1] - 1 + offset]
        for offset in (-1, 0, 1)
    )
    found = (middle > left) & (middle >= right) & (middle > weakest)
    frame, column = np.nonzero(found)
    a, b, c = (part[frame, column].astype(np.float64) for part in (left, middle, right))
    shift = 0.5 * (a - c) / (a - 2.0 * b + c)
    lag = np.asarray(column + shortest + shift, dtype=np.float64)
    height = np.minimum(b - 0.25 * (a - c) * shift, 1.0)
    # [1], equation 23: among equal maxima the shortest lag, that is the highest pitch, wins.
    score = height - _OCTAVE_COST * np.log2(lag / octave_lag)
    score -= _MISSING_COST * _missing(spectra, frame, lag)
    return _best(len(correlation), frame, lag, score, height)


def _missing(
    spectra: NDArray[np.float32], frame: NDArray[np.intp], lag: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return by how many halvings harmonics in between are too weak, 0.._MISSING_MOST."""
    size = 2 * (spectra.shape[1] - 1)
    last = int(_HIGHEST_SHARE * size)
    amplitudes = np.sqrt(spectra[:, : last + 2])
    amplitudes[:, last + 1] = 0.0  # where the harmonics above the highest are read
    bins = np.multiply.outer(size / lag, _HARMONICS) + 0.5
    places = np.minimum(bins, last + 1).astype(np.intp) + (frame * (last + 2))[:, np.newaxis]
    read = amplitudes.ravel()[places]
    between = read @ _BETWEEN
    others = read.sum(axis=1, keepdims=True) - between
    ratio = (_SHARES * between / np.maximum(others, 1e-12)).min(axis=1)
    return np.asarray(np.log2(_RATIO / np.clip(ratio, _RATIO * 2.0**-_MISSING_MOST, _RATIO)))


def _best(
    frames: int,
    frame: NDArray[np.intp],
    lag: NDArray[np.float64],
    score: NDArray[np.float64],
    height: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the CANDIDATES with the highest scores in each frame; ``frame`` is in order."""
    order = np.lexsort((-score, frame))
    rank = np.arange(len(frame)) - np.searchsorted(frame, frame)
    order, rank = order[rank < CANDIDATES], rank[rank < CANDIDATES]
    place = frame[order], rank
    lags = np.ones((frames, CANDIDATES))
    scores = np.full((frames, CANDIDATES), -np.inf)
    strengths = np.zeros((frames, CANDIDATES))
    lags[place], scores[place], strengths[place] = lag[order], score[order], height[order]
    return lags, scores, strengths
