"""Sounds and contours whose truth is known, to measure the tracker and the features by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talent.audio.sound import Sound
from talent.features.analysis import Contour
from talent.features.pitch import REFERENCE_HZ

RATE = 22_050
HOP = 0.01

Array = NDArray[np.float64]


def sound(samples: Array) -> Sound:
    """Return samples as a decoded recording."""
    return Sound(
        samples=samples.astype(np.float32),
        container="WAV",
        codec="PCM_16",
        source_rate=RATE,
        channels=1,
        clipped_ratio=0.0,
    )


def tone(hertz: Array, partials: int = 20) -> Array:
    """Return a harmonic tone, shape as given, whose fundamental follows ``hertz``.

    Partials fall off as 1 / n and end below 10 kHz, with two broad formants.
    """
    phase = 2.0 * np.pi * np.cumsum(hertz) / RATE
    samples = np.zeros_like(hertz)
    for n in range(1, partials + 1):
        frequency = n * hertz
        gain = 1.0 / np.hypot(1.0, (frequency - 600.0) / 300.0)
        gain += 0.5 / np.hypot(1.0, (frequency - 1400.0) / 300.0)
        samples += np.where(frequency < 10_000.0, gain / n, 0.0) * np.sin(n * phase + n)
    return np.asarray(0.3 * samples / np.abs(samples).max())


def hertz(cents: Array) -> Array:
    """Return the frequency of cents above 55 Hz."""
    return np.asarray(REFERENCE_HZ * 2.0 ** (cents / 1200.0))


@dataclass(frozen=True, slots=True)
class Melody:
    """A sung melody and its truth.

    ``cents``: the pitch at every sample; ``gaps``: true where silence separates phrases.
    """

    samples: Array
    cents: Array
    gaps: NDArray[np.bool_]

    def truth(self, frames: int) -> Array:
        """Return cents at the centre of every frame, NaN in the gaps."""
        index = np.minimum((np.arange(frames) * HOP * RATE).astype(int), len(self.cents) - 1)
        return np.where(self.gaps[index], np.nan, self.cents[index])


def melody(
    steps: Sequence[float] | Array,
    *,
    base: float = 2400.0,
    seconds: float = 0.45,
    vibrato_cents: float = 0.0,
    vibrato_hertz: float = 5.5,
    phrase: int = 6,
) -> Melody:
    """Sing notes at ``base + steps`` cents, with 60 ms glides and a rest after each phrase."""
    count = round(seconds * RATE)
    held = np.repeat(base + np.asarray(steps, dtype=float), count)
    width = round(0.06 * RATE)
    window = np.hanning(width)
    padded = np.pad(held, width, mode="edge")
    cents = np.convolve(padded, window / window.sum(), "same")[width:-width]
    time = np.arange(len(held)) / RATE
    cents = cents + vibrato_cents * np.sin(2.0 * np.pi * vibrato_hertz * time)
    gaps = (np.arange(len(held)) % (phrase * count)) > (phrase * count - round(0.2 * RATE))
    smooth = np.convolve((~gaps).astype(float), np.ones(200) / 200.0, "same")
    return Melody(tone(hertz(cents)) * smooth, cents, gaps)


def noisy(samples: Array, kind: str, snr_db: float, seed: int) -> Array:
    """Add white or pink noise at a signal-to-noise ratio over the whole."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(len(samples))
    if kind == "pink":
        spectrum = np.fft.rfft(noise)
        spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
        spectrum[0] = 0.0
        noise = np.fft.irfft(spectrum, len(samples))
    gain = samples.std() * 10.0 ** (-snr_db / 20.0) / noise.std()
    return np.asarray(samples + gain * noise)


def contour(cents: Array) -> Contour:
    """Return a contour as if it had been tracked without error."""
    voiced = np.isfinite(cents)
    return Contour(
        cents=cents,
        strength=np.where(voiced, 0.99, 0.0),
        level=np.where(voiced, -20.0, -80.0),
        flatness=np.where(voiced, np.nan, 0.6),
        hop_seconds=HOP,
    )
