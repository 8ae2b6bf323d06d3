"""Frames of a sound for the pitch tracker, and their power spectra.

The sound passes a high-pass at 150 Hz first, which takes the weight off mains hum and the rumble
of rooms. Weighing the spectra of the frames instead would cost less, but tilt each partial's
main lobe: a hum of 66 Hz would read a semitone sharp.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 16_000
"""Rate at which pitch is tracked, in Hz."""
HOP: Final = 160
"""Hop length in samples: 10 ms."""

WINDOW: Final = 738
"""Window length in samples: three periods of 65 Hz, as Boersma 1993 asks for."""
FFT: Final = 1024
"""Points of a transform: at least the window and the longest lag, so that nothing wraps around."""

_BLOCK: Final = 128  # frames at a time: half a megabyte of spectra, which stays in cache
_CUTOFF_HZ: Final = 150.0
# Low-pass y[n] = (1 - _POLE) x[n] + _POLE y[n - 1]; the high-pass is what it leaves.
_POLE: Final = float(np.exp(-2.0 * np.pi * _CUTOFF_HZ / RATE))
_DECAY: Final = _POLE ** np.arange(HOP)


def _unfiltered() -> NDArray[np.float32]:
    """Return what gives a power spectrum back that it had before the high-pass; 0 at 0 Hz."""
    cosine = np.cos(2.0 * np.pi * np.arange(FFT // 2 + 1) / FFT)
    passed = 2.0 * _POLE**2 * (1.0 - cosine) / (1.0 - 2.0 * _POLE * cosine + _POLE**2)
    passed[0] = np.inf
    return np.asarray(1.0 / passed, dtype=np.float32)


UNFILTERED: Final = _unfiltered()
"""Gives a power spectrum back what the high-pass took, shape (513,); 0 at 0 Hz."""


def _hann(length: int) -> NDArray[np.float64]:
    phase = 2.0 * np.pi * (np.arange(length) + 0.5) / length
    return np.asarray(0.5 - 0.5 * np.cos(phase))


HANN: Final = _hann(WINDOW)


def windowed_blocks(
    samples: NDArray[np.float32], frames: int
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield (first frame, frames without their mean, times the window, then zeros to FFT).

    The array is used again: it holds until the next one is asked for.
    """
    half = WINDOW // 2
    held = np.zeros((min(_BLOCK, frames), FFT))
    for start in range(0, frames, _BLOCK):
        stop = min(start + _BLOCK, frames)
        # Two hops before the first frame: by then the high-pass has forgotten all before them.
        first, last = (start - 2) * HOP - half, (stop - 1) * HOP - half + WINDOW
        piece = np.zeros(-(-(last - first) // HOP) * HOP)
        inside = samples[max(first, 0) : last]
        offset = max(-first, 0)
        piece[offset : offset + len(inside)] = inside
        passed = _high_passed(piece)[2 * HOP :]
        view = np.lib.stride_tricks.sliding_window_view(passed, WINDOW)[::HOP][: stop - start]
        block = held[: stop - start]
        np.subtract(view, view.mean(axis=1, keepdims=True), out=block[:, :WINDOW])
        block[:, :WINDOW] *= HANN
        yield start, block


def _high_passed(piece: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a whole number of hops without what lies below 150 Hz (6 dB an octave).

    The low-pass of a hop is a sum in which older samples weigh less; what the hops before add has
    decayed to 8e-5 after one of them, so that two are enough.
    """
    hops = piece.reshape(-1, HOP)
    low = np.cumsum(hops / _DECAY, axis=1)
    low *= (1.0 - _POLE) * _DECAY
    ends = np.zeros(len(hops))
    ends[1:] = low[:-1, -1]
    ends[2:] += _POLE**HOP * low[:-2, -1]
    low += ends[:, np.newaxis] * (_POLE * _DECAY)
    return np.asarray((hops - low).reshape(-1))


def power_spectra(block: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return power spectra, shape (frames, 513), of windowed frames."""
    parts = np.fft.rfft(block).view(np.float64)  # real, imaginary, real, ...
    parts *= parts
    return np.add(parts[:, ::2], parts[:, 1::2], dtype=np.float32, casting="same_kind")
