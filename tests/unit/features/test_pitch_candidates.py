"""What looks like a pitch and is none: common subharmonics and octaves below."""

import numpy as np
import pytest

from talent.features.pitch import REFERENCE_HZ, track
from tests.unit.features.signals import RATE, Array, sound, tone


def cents_of(frequency: float) -> float:
    return float(1200.0 * np.log2(frequency / REFERENCE_HZ))


def series(frequency: float, amplitudes: list[float], seconds: float = 2.0) -> Array:
    """Return a sum of harmonics with these amplitudes, the first at ``frequency``."""
    phase = 2.0 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE
    parts = [a * np.sin(n * phase + n) for n, a in enumerate(amplitudes, start=1)]
    return np.asarray(0.2 * np.sum(parts, axis=0))


@pytest.mark.parametrize("low", [147.0, 196.0, 294.0, 440.0])
@pytest.mark.parametrize("tail_db", [-6.0, -9.0, -12.0])
def test_a_note_over_the_tail_of_another_is_not_their_common_subharmonic(
    low: float, tail_db: float
) -> None:
    """A fifth apart, both together repeat an octave below the lower one."""
    count = RATE
    tail = 10.0 ** (tail_db / 20.0) * np.exp(-np.arange(count) / RATE / 0.5)
    first, second = (tone(np.full(2 * count, f)) for f in (low, 1.5 * low))
    gain = np.r_[np.ones(count), tail]
    samples = first * gain + second * np.r_[np.zeros(count), np.ones(count)]
    cents = track(sound(samples)).contour.cents
    found = cents[np.isfinite(cents)]
    assert len(found) > 190
    assert found.min() > cents_of(low) - 100.0


@pytest.mark.parametrize("frequency", [110.0, 220.0, 440.0, 700.0])
def test_unequal_periods_do_not_halve_the_pitch(frequency: float) -> None:
    """Every second period 1 dB weaker: the sound repeats exactly only after two of them."""
    samples = tone(np.full(2 * RATE, frequency))
    periods = np.floor(np.arange(len(samples)) * frequency / RATE)
    cents = track(sound(samples * np.where(periods % 2 == 0, 1.0, 0.89))).contour.cents[10:-10]
    np.testing.assert_allclose(cents, cents_of(frequency), atol=20.0)


@pytest.mark.parametrize("frequency", [90.0, 160.0, 330.0, 600.0])
@pytest.mark.parametrize(
    "amplitudes",
    [
        [0.2, 1.0, 0.25, 0.2, 0.05],  # a formant on the second harmonic
        [0.3, 0.3, 1.0, 0.2, 0.1, 0.1],  # on the third
        [0.0, 0.3, 0.5, 0.4, 0.3, 0.2, 0.1],  # no fundamental, as by telephone
    ],
)
def test_a_weak_fundamental_does_not_raise_the_pitch(
    frequency: float, amplitudes: list[float]
) -> None:
    cents = track(sound(series(frequency, amplitudes))).contour.cents[10:-10]
    np.testing.assert_allclose(cents, cents_of(frequency), atol=10.0)
